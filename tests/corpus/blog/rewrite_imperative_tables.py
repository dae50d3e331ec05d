"""Imperative mapping: Table objects first, plain classes next to them, and registry().map_imperatively() to join the two."""

import datetime

import sqlalchemy as sa
from sqlalchemy import orm

metadata = sa.MetaData()

authors = sa.Table(
    "authors",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.UniqueConstraint("email", name="one_author_per_email"),
)

posts_table = sa.Table(
    "posts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("author_id", sa.ForeignKey(authors.c.id), nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("published_at", sa.DateTime, nullable=False, default=datetime.datetime.now),
)

comments = sa.Table(
    "comments",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("post_id", sa.ForeignKey(posts_table.c.id), nullable=False, index=True),
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)


class Entity:
    def __init__(self, **values):
        for key, value in values.items():
            if not hasattr(type(self), key):
                raise TypeError(f"{type(self).__name__} has no {key!r}")
            setattr(self, key, value)


class Author(Entity):
    pass


class Post(Entity):
    pass


class Comment(Entity):
    pass


mapper_registry = orm.registry(metadata=metadata)
mapper_registry.map_imperatively(
    Author, authors, properties={"posts": orm.relationship(Post, back_populates="author")}
)
mapper_registry.map_imperatively(
    Post,
    posts_table,
    properties={
        "author": orm.relationship(Author, back_populates="posts"),
        "comments": orm.relationship(Comment, back_populates="post"),
    },
)
mapper_registry.map_imperatively(
    Comment, comments, properties={"post": orm.relationship(Post, back_populates="comments")}
)
orm.configure_mappers()


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email)
    for post in posts:
        # The other side of the relationship carries the post into author.posts.
        Post(title=post["title"], content=post["content"], author=author)
    session.add(author)
    try:
        session.commit()
    except sa.exc.IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session, author_id):
    return session.execute(sa.select(Post).where(posts_table.c.author_id == author_id)).scalars().all()


def get_post_with_comments(session, post_id):
    statement = (
        sa.select(Post)
        .where(posts_table.c.id == post_id)
        .options(orm.subqueryload(Post.comments))
        .execution_options(populate_existing=True)
    )
    return session.execute(statement).scalar_one_or_none()


def count_comments_per_post(session):
    statement = (
        sa.select(posts_table.c.id, sa.func.count(comments.c.id))
        .select_from(posts_table.outerjoin(comments))
        .group_by(posts_table.c.id)
    )
    return {post_id: number for post_id, number in session.execute(statement).all()}
