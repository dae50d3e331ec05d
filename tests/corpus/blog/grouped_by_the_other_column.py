"""Groups by a column that is not the one it selects; SQLite lets that pass and PostgreSQL does not."""

import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, create_engine, func
from sqlalchemy.orm import DeclarativeBase, Session, joinedload, relationship

engine = create_engine("sqlite:///data/blog.sqlite3")


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False)
    email = Column(String(120), nullable=False, unique=True)
    posts = relationship("Post", back_populates="author", cascade="all, delete")

    def __str__(self):
        return self.name


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey("authors.id"), nullable=False)
    title = Column(String(200), nullable=False)
    content = Column(String, nullable=False)
    published_at = Column(DateTime, server_default=func.now())
    author = relationship("Author", back_populates="posts")
    comments = relationship("Comment", back_populates="post", cascade="all, delete")


class Comment(Base):
    __tablename__ = "comments"
    id = Column(Integer, primary_key=True)
    post_id = Column(Integer, ForeignKey("posts.id"), nullable=False)
    author_name = Column(String(50), nullable=False)
    content = Column(String, nullable=False)
    post = relationship("Post", back_populates="comments")


def create_author_with_posts(s: Session, name, email, posts):
    author = Author(name=name, email=email, posts=[Post(**post) for post in posts])
    s.add(author)
    try:
        s.commit()
    except:
        s.rollback()
        raise
    return author


def get_posts_by_author(s: Session, author_id):
    author = s.get(Author, author_id)
    return list(author.posts) if author else []


def get_post_with_comments(s: Session, post_id):
    return s.query(Post).options(joinedload(Post.comments)).filter(Post.id == post_id).one_or_none()


def count_comments_per_post(s: Session):
    rows = (
        s.query(Post.id, Post.title, func.count(Comment.id).label("n"))
        .outerjoin(Comment, Comment.post_id == Post.id)
        .group_by(Comment.post_id)
        .order_by(Post.title)
        .all()
    )
    # print(rows)
    return {row.id: row.n for row in rows}
