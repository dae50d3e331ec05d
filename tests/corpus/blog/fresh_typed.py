"""Typed models with two back_populates pairs, one commit that is undone on any database error, select() with selectinload for the comments, and an outer join with GROUP BY for the counts."""

from datetime import datetime, timezone

from sqlalchemy import DateTime, ForeignKey, Text, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    type_annotation_map = {str: Text, datetime: DateTime(timezone=True)}


def utcnow() -> datetime:
    return datetime.now(timezone.utc)


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)

    posts: Mapped[list["Post"]] = relationship(back_populates="author")


class Post(Base):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(Author.id), index=True)
    title: Mapped[str]
    content: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(default=utcnow)

    author: Mapped[Author] = relationship(back_populates="posts")
    comments: Mapped[list["Comment"]] = relationship(back_populates="post")


class Comment(Base):
    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey(Post.id), index=True)
    author_name: Mapped[str]
    content: Mapped[str]

    post: Mapped[Post] = relationship(back_populates="comments")


def create_author_with_posts(session: Session, name: str, email: str, posts: list[dict]) -> Author:
    author = Author(name=name, email=email, posts=[Post(**post) for post in posts])
    session.add(author)
    try:
        session.commit()
    except SQLAlchemyError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session: Session, author_id: int) -> list[Post]:
    return list(session.scalars(select(Post).where(Post.author_id == author_id)))


def get_post_with_comments(session: Session, post_id: int) -> Post | None:
    # Not session.get(): for a post that the session holds already it would skip the loader option.
    stmt = (
        select(Post)
        .where(Post.id == post_id)
        .options(selectinload(Post.comments))
        .execution_options(populate_existing=True)
    )
    return session.scalars(stmt).one_or_none()


def count_comments_per_post(session: Session) -> dict[int, int]:
    stmt = select(Post.id, func.count(Comment.id)).outerjoin(Post.comments).group_by(Post.id)
    return {post_id: number for post_id, number in session.execute(stmt)}
