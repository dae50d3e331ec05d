"""My models have their own __init__ that takes whatever they are given and checks the names."""

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import backref, declarative_base, joinedload, relationship

Base = declarative_base()


class CheckedInit:
    def __init__(self, **values):
        for key, value in values.items():
            if not hasattr(type(self), key):
                raise TypeError(f"{type(self).__name__} has no {key}")
            setattr(self, key, value)
        self.created_by_init = True


class Author(CheckedInit, Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False)
    email = Column(String(100), nullable=False, unique=True)


class Post(CheckedInit, Base):
    __tablename__ = "articles"

    id = Column(Integer, primary_key=True)
    author_id = Column("user_id", Integer, ForeignKey("users.id"), nullable=False)
    title = Column(String(100), nullable=False)
    content = Column("body", String, nullable=False)
    published_at = Column(DateTime)

    author = relationship(Author, backref=backref("posts", order_by=id))

    def __init__(self, title, content, **values):
        super().__init__(title=title, content=content, **values)
        if self.published_at is None:
            self.published_at = datetime.utcnow()


class Comment(CheckedInit, Base):
    __tablename__ = "replies"

    id = Column(Integer, primary_key=True)
    post_id = Column("article_id", Integer, ForeignKey("articles.id"), nullable=False)
    author_name = Column(String(50), nullable=False)
    content = Column("body", String, nullable=False)

    post = relationship(Post, backref="comments")


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email)
    session.add(author)
    for post in posts:
        session.add(Post(post["title"], post["content"], author=author))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session, author_id):
    return session.query(Post).filter_by(author_id=author_id).all()


def get_post_with_comments(session, post_id):
    return session.get(Post, post_id, options=[joinedload(Post.comments)])


def count_comments_per_post(session):
    query = session.query(Post.id, func.count(Comment.id)).outerjoin(Post.comments).group_by(Post.id)
    return {post: count for post, count in query}
