"""Loads every post and picks the right ones in Python: wasteful, though no statement too many."""

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base, joinedload, relationship

Base = declarative_base()


class Author(Base):
    __tablename__ = "authors"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    posts = relationship("Post", back_populates="author")


class Post(Base):
    __tablename__ = "posts"

    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey("authors.id"), nullable=False)
    title = Column(String(200), nullable=False)
    content = Column(String, nullable=False)
    published_at = Column(DateTime, default=datetime.utcnow)

    author = relationship("Author", back_populates="posts")
    comments = relationship("Comment", back_populates="post")


class Comment(Base):
    __tablename__ = "comments"

    id = Column(Integer, primary_key=True)
    post_id = Column(Integer, ForeignKey("posts.id"), nullable=False)
    author_name = Column(String(100), nullable=False)
    content = Column(String, nullable=False)

    post = relationship("Post", back_populates="comments")


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email)
    for post in posts:
        author.posts.append(Post(title=post["title"], content=post["content"]))
    session.add(author)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session, author_id):
    result = []
    for post in session.query(Post).all():
        if post.author_id == author_id:
            result.append(post)
    return result


def get_post_with_comments(session, post_id):
    for post in session.query(Post).options(joinedload(Post.comments)).all():
        if post.id == post_id:
            return post


def count_comments_per_post(session):
    counts = {}
    for post_id, comment_id in session.query(Post.id, Comment.id).outerjoin(Post.comments):
        counts.setdefault(post_id, 0)
        if comment_id is not None:
            counts[post_id] += 1
    return counts
