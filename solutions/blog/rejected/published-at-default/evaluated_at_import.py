"""datetime.now() is called once, at import: every post gets the moment when the program started."""

from sqlalchemy import create_engine, Column, Integer, String, DateTime, ForeignKey, func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker, relationship, joinedload
from datetime import datetime

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
Base = declarative_base()


class Author(Base):
    __tablename__ = 'authors'

    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, unique=True, nullable=False)

    posts = relationship('Post', backref='author')


class Post(Base):
    __tablename__ = 'posts'

    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey('authors.id'), nullable=False)
    title = Column(String, nullable=False)
    content = Column(String, nullable=False)
    published_at = Column(DateTime, default=datetime.now())

    comments = relationship('Comment', backref='post')


class Comment(Base):
    __tablename__ = 'comments'

    id = Column(Integer, primary_key=True)
    post_id = Column(Integer, ForeignKey('posts.id'), nullable=False)
    author_name = Column(String, nullable=False)
    content = Column(String, nullable=False)


Session = sessionmaker(bind=engine)


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
