"""The lesson's production pattern: a scoped session at module level, and functions that take none."""

from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, create_engine, func
from sqlalchemy.orm import declarative_base, joinedload, relationship, scoped_session, sessionmaker

DATABASE_URL = "postgresql://user:pass@localhost:5432/myapp"

engine = create_engine(DATABASE_URL, pool_size=5, max_overflow=10)
session_factory = sessionmaker(bind=engine, expire_on_commit=False)
Session = scoped_session(session_factory)  # Thread-safe sessions
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


@contextmanager
def get_session():
    """Provide a transactional scope around operations."""
    session = Session()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def create_author_with_posts(name, email, posts):
    with get_session() as session:
        author = Author(name=name, email=email)
        author.posts = [Post(title=p["title"], content=p["content"]) for p in posts]
        session.add(author)
        session.flush()  # Get ID before commit
        return author


def get_posts_by_author(author_id):
    with get_session() as session:
        return session.query(Post).filter(Post.author_id == author_id).all()


def get_post_with_comments(post_id):
    with get_session() as session:
        return session.query(Post).options(joinedload(Post.comments)).filter(Post.id == post_id).first()


def count_comments_per_post():
    with get_session() as session:
        rows = session.query(Post.id, func.count(Comment.id)).outerjoin(Comment).group_by(Post.id).all()
        return {post_id: count for post_id, count in rows}
