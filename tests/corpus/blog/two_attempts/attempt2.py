"""Two finished attempts in one folder, and nothing says which of the two is meant."""

from datetime import datetime, timezone
from typing import Annotated, Optional, TypedDict

from sqlalchemy import DateTime, ForeignKey, String, Text, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

intpk = Annotated[int, mapped_column(primary_key=True)]
short = Annotated[str, mapped_column(String(255))]
long = Annotated[str, mapped_column(Text)]


class NewPost(TypedDict):
    title: str
    content: str


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"

    id: Mapped[intpk]
    name: Mapped[short]
    email: Mapped[short] = mapped_column(unique=True)

    posts: Mapped[list["Post"]] = relationship(back_populates="author", cascade="all, delete-orphan")


class Post(Base):
    __tablename__ = "post"

    id: Mapped[intpk]
    author_id: Mapped[int] = mapped_column(ForeignKey(Author.id, ondelete="CASCADE"), index=True)
    title: Mapped[short]
    content: Mapped[long]
    published_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), default=lambda: datetime.now(timezone.utc)
    )

    author: Mapped[Author] = relationship(back_populates="posts")
    comments: Mapped[list["Comment"]] = relationship(back_populates="post", cascade="all, delete-orphan")


class Comment(Base):
    __tablename__ = "comment"

    id: Mapped[intpk]
    post_id: Mapped[int] = mapped_column(ForeignKey(Post.id, ondelete="CASCADE"), index=True)
    author_name: Mapped[short]
    content: Mapped[long]

    post: Mapped[Post] = relationship(back_populates="comments")


def create_author_with_posts(session: Session, name: str, email: str, posts: list[NewPost]) -> Author:
    author = Author(name=name, email=email, posts=[Post(**post) for post in posts])
    session.add(author)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    session.refresh(author)
    return author


def get_posts_by_author(session: Session, author_id: int) -> list[Post]:
    return list(session.scalars(select(Post).filter_by(author_id=author_id).order_by(Post.id)))


def get_post_with_comments(session: Session, post_id: int) -> Optional[Post]:
    return session.get(Post, post_id, options=[selectinload(Post.comments)])


def count_comments_per_post(session: Session) -> dict[int, int]:
    count = (
        select(func.count(Comment.id))
        .where(Comment.post_id == Post.id)
        .correlate(Post)
        .scalar_subquery()
    )
    return {post_id: n for post_id, n in session.execute(select(Post.id, count))}
