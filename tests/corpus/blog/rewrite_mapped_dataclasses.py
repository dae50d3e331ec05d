"""The models are dataclasses (MappedAsDataclass, keyword-only), and writing goes through a savepoint."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, func, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedAsDataclass,
    Session,
    joinedload,
    mapped_column,
    relationship,
)


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False):
    type_annotation_map = {str: Text()}


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(320), unique=True, index=True)

    posts: Mapped[list["Post"]] = relationship(back_populates="author", default_factory=list, repr=False)


class Post(Base):
    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), default=None)
    title: Mapped[str]
    content: Mapped[str] = mapped_column(repr=False)
    published_at: Mapped[datetime] = mapped_column(default_factory=datetime.now, insert_default=datetime.now)

    author: Mapped["Author"] = relationship(back_populates="posts", default=None, repr=False)
    comments: Mapped[list["Comment"]] = relationship(back_populates="post", default_factory=list, repr=False)


class Comment(Base):
    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), default=None)
    author_name: Mapped[str] = mapped_column(String(80))
    content: Mapped[str]

    post: Mapped["Post"] = relationship(back_populates="comments", default=None, repr=False)


def create_author_with_posts(session: Session, name: str, email: str, posts: list[dict]) -> Author:
    author = Author(
        name=name,
        email=email,
        posts=[Post(title=post["title"], content=post["content"]) for post in posts],
    )
    # When the email is taken, only the savepoint is rolled back, and the error goes on to the caller.
    with session.begin_nested():
        session.add(author)
    session.commit()
    return author


def get_posts_by_author(session: Session, author_id: int) -> list[Post]:
    return list(session.scalars(select(Post).join(Post.author).where(Author.id == author_id)).all())


def get_post_with_comments(session: Session, post_id: int) -> Post | None:
    return (
        session.scalars(
            select(Post).options(joinedload(Post.comments)).filter_by(id=post_id),
            execution_options={"populate_existing": True},
        )
        .unique()
        .one_or_none()
    )


def count_comments_per_post(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(Post.id, func.count(Comment.id)).join(Comment, isouter=True).group_by(Post.id)
    )
    return {post_id: number for post_id, number in rows}
