"""Mostly right, but the counts come from an inner join and nobody rolls back."""

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, func, select
from sqlalchemy.orm import declarative_base, relationship, selectinload

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
    author.posts = [Post(title=p["title"], content=p["content"]) for p in posts]
    session.add(author)
    session.commit()
    return author


def get_posts_by_author(session, author_id):
    return session.execute(select(Post).where(Post.author_id == author_id)).scalars().all()


def get_post_with_comments(session, post_id):
    query = select(Post).options(selectinload(Post.comments)).where(Post.id == post_id)
    return session.execute(query).scalar_one_or_none()


def count_comments_per_post(session):
    query = select(Post.id, func.count(Comment.id)).join(Comment).group_by(Post.id)
    return {post_id: count for post_id, count in session.execute(query)}
