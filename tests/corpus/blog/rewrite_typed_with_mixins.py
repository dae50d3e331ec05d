"""Fully typed 2.0 models put together from mixins and Annotated column types, with a hybrid property that counts the comments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, TypedDict

from sqlalchemy import ColumnElement, DateTime, ForeignKey, String, Text, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

ShortText = Annotated[str, mapped_column(String(200))]
LongText = Annotated[str, mapped_column(Text)]
Timestamp = Annotated[datetime, mapped_column(DateTime(timezone=True))]


class PostData(TypedDict):
    title: str
    content: str


def utc_now() -> datetime:
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """The base of all models of the blog."""


class HasId:
    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)


class HasContent:
    content: Mapped[LongText]


class HasPublicationDate:
    published_at: Mapped[Timestamp] = mapped_column(default=utc_now)


class Author(HasId, Base):
    __tablename__ = "blog_author"

    name: Mapped[ShortText]
    email: Mapped[ShortText] = mapped_column(unique=True)

    posts: Mapped[list[Post]] = relationship(back_populates="author")


class Post(HasId, HasContent, HasPublicationDate, Base):
    __tablename__ = "blog_post"

    author_id: Mapped[int] = mapped_column(ForeignKey(Author.id), index=True)
    title: Mapped[ShortText]

    author: Mapped[Author] = relationship(back_populates="posts")
    comments: Mapped[list[Comment]] = relationship(back_populates="post")

    @hybrid_property
    def comment_count(self) -> int:
        return len(self.comments)

    @comment_count.inplace.expression
    @classmethod
    def _comment_count_expression(cls) -> ColumnElement[int]:
        return (
            select(func.count(Comment.id))
            .where(Comment.post_id == cls.id)
            .correlate_except(Comment)
            .label("comment_count")
        )


class Comment(HasId, HasContent, Base):
    __tablename__ = "blog_comment"

    post_id: Mapped[int] = mapped_column(ForeignKey(Post.id), index=True)
    author_name: Mapped[ShortText]

    post: Mapped[Post] = relationship(back_populates="comments")


def create_author_with_posts(session: Session, name: str, email: str, posts: Sequence[PostData]) -> Author:
    author = Author(name=name, email=email)
    author.posts.extend(Post(title=data["title"], content=data["content"]) for data in posts)
    session.add(author)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    session.refresh(author)
    return author


def get_posts_by_author(session: Session, author_id: int) -> list[Post]:
    return list(session.scalars(select(Post).where(Post.author_id == author_id).order_by(Post.id)))


def get_post_with_comments(session: Session, post_id: int) -> Post | None:
    return session.get(Post, post_id, options=[selectinload(Post.comments)], populate_existing=True)


def count_comments_per_post(session: Session) -> dict[int, int]:
    return {row.id: row.comment_count for row in session.execute(select(Post.id, Post.comment_count))}
