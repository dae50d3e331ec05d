"""The email may be stored twice: unique=True is missing."""
# also-fails: create-duplicate-email

from sqlalchemy import Column, Integer, String, Text, DateTime, ForeignKey, func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship, joinedload
from datetime import datetime

Base = declarative_base()


class Author(Base):
    __tablename__ = 'authors'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False)

    posts = relationship("Post", back_populates="author")


class Post(Base):
    __tablename__ = 'posts'

    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey('authors.id'), nullable=False)
    title = Column(String(200), nullable=False)
    content = Column(Text, nullable=False)
    published_at = Column(DateTime, default=datetime.utcnow)

    author = relationship("Author", back_populates="posts")
    comments = relationship("Comment", back_populates="post")


class Comment(Base):
    __tablename__ = 'comments'

    id = Column(Integer, primary_key=True)
    post_id = Column(Integer, ForeignKey('posts.id'), nullable=False)
    author_name = Column(String(100), nullable=False)
    content = Column(Text, nullable=False)

    post = relationship("Post", back_populates="comments")


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email)
    for p in posts:
        author.posts.append(Post(title=p['title'], content=p['content']))
    try:
        session.add(author)
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session, author_id):
    return session.query(Post).filter(Post.author_id == author_id).all()


def get_post_with_comments(session, post_id):
    return session.query(Post).options(joinedload(Post.comments)).filter(Post.id == post_id).first()


def count_comments_per_post(session):
    result = (
        session.query(Post.id, func.count(Comment.id))
        .outerjoin(Comment)
        .group_by(Post.id)
        .all()
    )
    return {post_id: count for post_id, count in result}
