"""Named constraints and indexes in __table_args__; the email is unique by constraint and by index."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, MetaData, PrimaryKeyConstraint, UniqueConstraint, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Author(Base):
    __tablename__ = "authors"
    __table_args__ = (
        PrimaryKeyConstraint("id"),
        UniqueConstraint("email"),
        Index("ix_authors_email_unique", "email", unique=True),
    )

    id: Mapped[int]
    name: Mapped[str]
    email: Mapped[str]

    posts: Mapped[list["Post"]] = relationship(back_populates="author")


class Post(Base):
    __tablename__ = "posts"
    __table_args__ = (
        PrimaryKeyConstraint("id"),
        ForeignKeyConstraint(["author_id"], ["authors.id"], ondelete="CASCADE"),
        Index(None, "author_id"),
    )

    id: Mapped[int]
    author_id: Mapped[int]
    title: Mapped[str]
    content: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(server_default=func.now())

    author: Mapped[Author] = relationship(back_populates="posts")
    comments: Mapped[list["Comment"]] = relationship(back_populates="post")


class Comment(Base):
    __tablename__ = "comments"
    __table_args__ = (
        PrimaryKeyConstraint("id"),
        ForeignKeyConstraint(["post_id"], ["posts.id"], ondelete="CASCADE"),
        Index(None, "post_id"),
    )

    id: Mapped[int]
    post_id: Mapped[int]
    author_name: Mapped[str]
    content: Mapped[str]

    post: Mapped[Post] = relationship(back_populates="comments")


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email)
    author.posts.extend(Post(title=post["title"], content=post["content"]) for post in posts)
    session.add(author)
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        raise
    session.commit()
    return author


def get_posts_by_author(session, author_id):
    return [*session.scalars(select(Post).where(Post.author_id == author_id))]


def get_post_with_comments(session, post_id):
    statement = select(Post).where(Post.id == post_id).options(selectinload(Post.comments))
    return session.execute(statement).scalar_one_or_none()


def count_comments_per_post(session):
    statement = (
        select(Post.id, func.count(Comment.id).label("comments"))
        .join_from(Post, Comment, isouter=True)
        .group_by(Post.id)
    )
    return {row.id: row.comments for row in session.execute(statement)}
