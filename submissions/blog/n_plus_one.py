"""Right results throughout, with one statement more for every post and comment."""
# fails: posts-statements, post-statements, count-one-statement

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base, relationship

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
    session.add(author)
    for post in posts:
        author.posts.append(Post(title=post["title"], content=post["content"]))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session, author_id):
    ids = session.query(Post.id).filter(Post.author_id == author_id).all()
    posts = []
    for (post_id,) in ids:
        posts.append(session.get(Post, post_id))
    return posts


def get_post_with_comments(session, post_id):
    post = session.get(Post, post_id)
    if post is None:
        return None
    for (comment_id,) in session.query(Comment.id).filter(Comment.post_id == post_id).all():
        session.get(Comment, comment_id)
    post.comments  # all there now
    return post


def count_comments_per_post(session):
    counts = {}
    for post in session.query(Post).all():
        counts[post.id] = len(post.comments)
    return counts
