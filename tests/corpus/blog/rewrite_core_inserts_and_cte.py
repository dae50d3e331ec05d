"""The statements of a person who thinks in SQL: inserts with returning, two plain selects put together by hand, and a CTE for the counts."""

from sqlalchemy import Column, DateTime, ForeignKey, Identity, Integer, Table, Text, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base, relationship
from sqlalchemy.orm.attributes import set_committed_value

Base = declarative_base()


class Author(Base):
    __table__ = Table(
        "authors",
        Base.metadata,
        Column("id", Integer, Identity(), primary_key=True),
        Column("name", Text, nullable=False),
        Column("email", Text, nullable=False, unique=True),
    )

    posts = relationship("Post", back_populates="author")


class Post(Base):
    __table__ = Table(
        "posts",
        Base.metadata,
        Column("id", Integer, Identity(), primary_key=True),
        Column("author_id", Integer, ForeignKey("authors.id"), nullable=False),
        Column("title", Text, nullable=False),
        Column("content", Text, nullable=False),
        Column("published_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )

    author = relationship("Author", back_populates="posts")
    comments = relationship("Comment", back_populates="post")


class Comment(Base):
    __table__ = Table(
        "comments",
        Base.metadata,
        Column("id", Integer, Identity(), primary_key=True),
        Column("post_id", Integer, ForeignKey("posts.id"), nullable=False),
        Column("author_name", Text, nullable=False),
        Column("content", Text, nullable=False),
    )

    post = relationship("Post", back_populates="comments")


def create_author_with_posts(session, name, email, posts):
    try:
        author = session.scalars(insert(Author).values(name=name, email=email).returning(Author)).one()
        rows = [{"author_id": author.id, "title": p["title"], "content": p["content"]} for p in posts]
        if rows:
            session.execute(insert(Post), rows)
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session, author_id):
    return list(session.scalars(select(Post).where(Post.author_id == author_id)))


def get_post_with_comments(session, post_id):
    post = session.scalar(select(Post).where(Post.id == post_id))
    if post is not None:
        comments = session.scalars(select(Comment).where(Comment.post_id == post_id).order_by(Comment.id)).all()
        set_committed_value(post, "comments", comments)
    return post


def count_comments_per_post(session):
    tally = (
        select(Comment.post_id, func.count().label("number"))
        .group_by(Comment.post_id)
        .cte("tally")
    )
    statement = select(Post.id, func.coalesce(tally.c.number, 0)).outerjoin(tally, tally.c.post_id == Post.id)
    return {post_id: number for post_id, number in session.execute(statement)}
