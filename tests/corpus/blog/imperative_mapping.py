"""Tables first, plain classes, and map_imperatively() to bring them together."""

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, Table, Text, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, registry, relationship

mapper_registry = registry()
metadata = mapper_registry.metadata

author_table = Table(
    "blog_author",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False, unique=True),
)

post_table = Table(
    "blog_post",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("author_id", ForeignKey("blog_author.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("published_at", DateTime, nullable=False, default=datetime.utcnow),
)

comment_table = Table(
    "blog_comment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("post_id", ForeignKey("blog_post.id"), nullable=False),
    Column("author_name", Text, nullable=False),
    Column("content", Text, nullable=False),
)


class Author:
    pass


class Post:
    pass


class Comment:
    pass


mapper_registry.map_imperatively(
    Author, author_table, properties={"posts": relationship(Post, back_populates="author")}
)
mapper_registry.map_imperatively(
    Post,
    post_table,
    properties={
        "author": relationship(Author, back_populates="posts"),
        "comments": relationship(Comment, back_populates="post"),
    },
)
mapper_registry.map_imperatively(
    Comment, comment_table, properties={"post": relationship(Post, back_populates="comments")}
)


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email)
    for post in posts:
        author.posts.append(Post(title=post["title"], content=post["content"]))
    try:
        session.add(author)
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session, author_id):
    return session.scalars(select(Post).where(post_table.c.author_id == author_id)).all()


def get_post_with_comments(session, post_id):
    query = select(Post).options(joinedload(Post.comments)).where(post_table.c.id == post_id)
    return session.scalars(query).unique().one_or_none()


def count_comments_per_post(session):
    joined = post_table.outerjoin(comment_table)
    query = (
        select(post_table.c.id, func.count(comment_table.c.id))
        .select_from(joined)
        .group_by(post_table.c.id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
