"""Reference solution in the lesson's style: Column, session.query() and joinedload()."""

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text, func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import joinedload, relationship

Base = declarative_base()


class Author(Base):
    __tablename__ = 'authors'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    posts = relationship("Post", backref="author")

    def __repr__(self):
        return f"<Author(id={self.id}, name='{self.name}')>"


class Post(Base):
    __tablename__ = 'posts'

    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey('authors.id'), nullable=False)
    title = Column(String(200), nullable=False)
    content = Column(Text, nullable=False)
    published_at = Column(DateTime, default=datetime.utcnow)

    comments = relationship("Comment", backref="post")

    def __repr__(self):
        return f"<Post(id={self.id}, title='{self.title}')>"


class Comment(Base):
    __tablename__ = 'comments'

    id = Column(Integer, primary_key=True)
    post_id = Column(Integer, ForeignKey('posts.id'), nullable=False)
    author_name = Column(String(100), nullable=False)
    content = Column(Text, nullable=False)


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email)
    author.posts = [Post(title=post['title'], content=post['content']) for post in posts]
    session.add(author)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session, author_id):
    return session.query(Post).filter(Post.author_id == author_id).all()


def get_post_with_comments(session, post_id):
    return (
        session.query(Post)
        .options(joinedload(Post.comments))
        .filter(Post.id == post_id)
        .one_or_none()
    )


def count_comments_per_post(session):
    rows = (
        session.query(Post.id, func.count(Comment.id))
        .outerjoin(Comment, Comment.post_id == Post.id)
        .group_by(Post.id)
        .all()
    )
    return {post_id: count for post_id, count in rows}
