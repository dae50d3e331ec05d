"""MappedAsDataclass: the models are dataclasses, so every field needs a place in __init__."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedAsDataclass,
    Session,
    mapped_column,
    relationship,
    selectinload,
)


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    pass


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    posts: Mapped[list[Post]] = relationship(back_populates="author", default_factory=list, repr=False)


class Post(Base):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), default=None)
    title: Mapped[str]
    content: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(default_factory=datetime.utcnow)
    author: Mapped[Author] = relationship(back_populates="posts", init=False, repr=False)
    comments: Mapped[list[Comment]] = relationship(back_populates="post", default_factory=list, repr=False)


class Comment(Base):
    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), default=None)
    author_name: Mapped[str]
    content: Mapped[str]
    post: Mapped[Post] = relationship(back_populates="comments", init=False, repr=False)


def create_author_with_posts(session: Session, name: str, email: str, posts: list[dict[str, str]]) -> Author:
    author = Author(name=name, email=email, posts=[Post(**post) for post in posts])
    try:
        session.add(author)
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session: Session, author_id: int) -> list[Post]:
    return list(session.scalars(select(Post).where(Post.author_id == author_id)))


def get_post_with_comments(session: Session, post_id: int) -> Post | None:
    return session.scalar(select(Post).where(Post.id == post_id).options(selectinload(Post.comments)))


def count_comments_per_post(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(Post.id, func.count(Comment.id)).outerjoin_from(Post, Comment).group_by(Post.id)
    )
    return {post_id: count for post_id, count in rows}
