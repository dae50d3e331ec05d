"""The unique constraint covers name and email together, so an email can still be used twice."""
# also-fails: create-duplicate-email

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column


class Base(orm.DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    __table_args__ = (sa.UniqueConstraint("name", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    posts: Mapped[list["Post"]] = orm.relationship(back_populates="author", cascade="all, delete-orphan")


class Post(Base):
    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("author.id"))
    title: Mapped[str]
    content: Mapped[str]
    published_at: Mapped[dt.datetime] = mapped_column(server_default=sa.func.now())
    author: Mapped["Author"] = orm.relationship(back_populates="posts")
    comments: Mapped[list["Comment"]] = orm.relationship(back_populates="post", cascade="all, delete-orphan")


class Comment(Base):
    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"))
    author_name: Mapped[str]
    content: Mapped[str]
    post: Mapped["Post"] = orm.relationship(back_populates="comments")


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email, posts=[Post(**post) for post in posts])
    try:
        session.add(author)
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session, author_id):
    stmt = sa.select(Post).where(Post.author_id == author_id).order_by(Post.published_at)
    return session.scalars(stmt).all()


def get_post_with_comments(session, post_id):
    stmt = sa.select(Post).options(orm.joinedload(Post.comments)).where(Post.id == post_id)
    return session.scalars(stmt).unique().one_or_none()


def count_comments_per_post(session):
    stmt = (
        sa.select(Post.id, sa.func.count(Comment.id))
        .join(Comment, isouter=True)
        .group_by(Post.id)
    )
    return dict(session.execute(stmt).tuples().all())
