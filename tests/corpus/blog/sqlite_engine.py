"""I tried it on SQLite at home, so the engine and one session are still at the top."""

import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, create_engine, func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base, joinedload, relationship, sessionmaker

engine = create_engine("sqlite:///blog.db", connect_args={"check_same_thread": False})
SessionLocal = sessionmaker(autocommit=False, autoflush=False, bind=engine)
Base = declarative_base()


class Author(Base):
    __tablename__ = "authors"
    id = Column(Integer, primary_key=True, index=True)
    name = Column(String, nullable=False)
    email = Column(String, unique=True, index=True, nullable=False)
    posts = relationship("Post", back_populates="author")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True, index=True)
    author_id = Column(Integer, ForeignKey("authors.id"), nullable=False)
    title = Column(String, nullable=False)
    content = Column(String, nullable=False)
    published_at = Column(DateTime, default=datetime.datetime.now)
    author = relationship("Author", back_populates="posts")
    comments = relationship("Comment", back_populates="post")


class Comment(Base):
    __tablename__ = "comments"
    id = Column(Integer, primary_key=True, index=True)
    post_id = Column(Integer, ForeignKey("posts.id"), nullable=False)
    author_name = Column(String, nullable=False)
    content = Column(String, nullable=False)
    post = relationship("Post", back_populates="comments")


Base.metadata.create_all(bind=engine)
session = SessionLocal()


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email)
    session.add(author)
    for post in posts:
        session.add(Post(author=author, title=post["title"], content=post["content"]))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    session.refresh(author)
    return author


def get_posts_by_author(session, author_id):
    return session.query(Post).filter(Post.author_id == author_id).all()


def get_post_with_comments(session, post_id):
    return session.query(Post).filter(Post.id == post_id).options(joinedload(Post.comments)).first()


def count_comments_per_post(session):
    rows = session.query(Post.id, func.count(Comment.id)).outerjoin(Comment).group_by(Post.id)
    return {post_id: number for post_id, number in rows}
