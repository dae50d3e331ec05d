"""Looks for its first author while the module is read, which was there in the student's own database."""

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, create_engine, func
from sqlalchemy.orm import declarative_base, relationship, sessionmaker

engine = create_engine("sqlite:///blog.db", echo=False)
Base = declarative_base()


class Author(Base):
    __tablename__ = "authors"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, unique=True, nullable=False)
    posts = relationship("Post", back_populates="author")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey("authors.id"), nullable=False)
    title = Column(String, nullable=False)
    content = Column(String, nullable=False)
    published_at = Column(DateTime, default=datetime.now)
    author = relationship("Author", back_populates="posts")
    comments = relationship("Comment", back_populates="post")


class Comment(Base):
    __tablename__ = "comments"
    id = Column(Integer, primary_key=True)
    post_id = Column(Integer, ForeignKey("posts.id"), nullable=False)
    author_name = Column(String, nullable=False)
    content = Column(String, nullable=False)
    post = relationship("Post", back_populates="comments")


Base.metadata.create_all(engine)
Session = sessionmaker(bind=engine)
session = Session()

# create_author_with_posts("Admin", "admin@blog.com", [])   <- only the first time!!
admin = session.query(Author).filter(Author.email == "admin@blog.com").first()
print("Hello", admin.name)


def create_author_with_posts(name, email, posts):
    author = Author(name=name, email=email)
    author.posts = [Post(**p) for p in posts]
    session.add(author)
    session.commit()
    return author


def get_posts_by_author(author_id):
    return session.query(Post).filter(Post.author_id == author_id).all()


def get_post_with_comments(post_id):
    return session.get(Post, post_id)


def count_comments_per_post():
    return dict(session.query(Post.id, func.count(Comment.id)).outerjoin(Comment).group_by(Post.id).all())
