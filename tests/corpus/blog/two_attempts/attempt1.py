
from sqlalchemy import create_engine, Column, Integer, String, DateTime, ForeignKey, func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker, relationship, joinedload
from datetime import datetime

# Create engine (connection pool)
engine = create_engine("postgresql://user:pass@localhost:5432/myapp")

# Base class for all models
Base = declarative_base()


class Author(Base):
    __tablename__ = 'authors'

    # Columns
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    # Relationship (one-to-many)
    posts = relationship("Post", back_populates="author")

    def __repr__(self):
        return f"<Author(id={self.id}, name='{self.name}')>"


class Post(Base):
    __tablename__ = 'posts'

    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey('authors.id'), nullable=False)
    title = Column(String(200), nullable=False)
    content = Column(String, nullable=False)
    published_at = Column(DateTime, default=datetime.utcnow)

    # Relationship (many-to-one)
    author = relationship("Author", back_populates="posts")
    # Relationship (one-to-many)
    comments = relationship("Comment", back_populates="post")


class Comment(Base):
    __tablename__ = 'comments'

    id = Column(Integer, primary_key=True)
    post_id = Column(Integer, ForeignKey('posts.id'), nullable=False)
    author_name = Column(String(100), nullable=False)
    content = Column(String, nullable=False)

    post = relationship("Post", back_populates="comments")


# Create tables
Base.metadata.create_all(engine)

# Create session factory
Session = sessionmaker(bind=engine)


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email)
    author.posts = [Post(title=p["title"], content=p["content"]) for p in posts]
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
    return (
        session.query(Post)
        .options(joinedload(Post.comments))
        .filter(Post.id == post_id)
        .first()
    )


def count_comments_per_post(session):
    result = (
        session.query(Post.id, func.count(Comment.id).label('count'))
        .outerjoin(Comment)
        .group_by(Post.id)
        .all()
    )
    return {row.id: row.count for row in result}
