"""Every function prints its result, as in the lesson's examples, and returns nothing."""

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
    author.posts = [Post(title=p["title"], content=p["content"]) for p in posts]
    session.add(author)
    try:
        session.commit()
        print(f"Created author {author.id}")
    except IntegrityError:
        session.rollback()
        print("This email is taken!")
        raise


def get_posts_by_author(session, author_id):
    posts = session.query(Post).filter(Post.author_id == author_id).all()
    for post in posts:
        print(f"{post.id}: {post.title}")


def get_post_with_comments(session, post_id):
    post = session.query(Post).options(joinedload(Post.comments)).filter(Post.id == post_id).first()
    if post:
        print(post.title)
        for comment in post.comments:
            print(f"  {comment.author_name}: {comment.content}")


def count_comments_per_post(session):
    result = session.query(Post.title, func.count(Comment.id)).outerjoin(Comment).group_by(Post.id)
    for title, count in result:
        print(title, count)
