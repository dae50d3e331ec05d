"""Practice: a blog with SQLAlchemy ORM. Replace every TODO; instructions.md says what is asked."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Integer, String, Text, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    # TODO: name, email
    # TODO: posts, the many side of Post.author


class Post(Base):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    # TODO: author_id, title, content, published_at
    # TODO: author and comments, each one half of a pair


class Comment(Base):
    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    # TODO: post_id, author_name, content
    # TODO: post, the other half of Post.comments


def create_author_with_posts(session: Session, name: str, email: str, posts: list[dict]) -> Author:
    # TODO: store the author and the posts for good; return the author
    raise NotImplementedError


def get_posts_by_author(session: Session, author_id: int) -> list[Post]:
    # TODO: all posts of this author, as a list
    raise NotImplementedError


def get_post_with_comments(session: Session, post_id: int) -> Post | None:
    # TODO: the post with its comments loaded, or None
    raise NotImplementedError


def count_comments_per_post(session: Session) -> dict[int, int]:
    # TODO: {post id: number of comments}, in one statement
    raise NotImplementedError
