"""Everything in lib/ without any __init__.py, started as `python lib/cli.py`; a seed and a debug script beside it."""

from sqlalchemy import create_engine, Column, Integer, String, DateTime, ForeignKey, func
from sqlalchemy.orm import declarative_base, relationship, backref, sessionmaker

Base = declarative_base()
engine = create_engine('sqlite:///lib/db/blog.db')   # run from the project folder!!
Session = sessionmaker(bind=engine)


class Author(Base):
    __tablename__ = 'authors'

    id = Column(Integer(), primary_key=True)
    name = Column(String(), nullable=False)
    email = Column(String(), nullable=False, unique=True)

    posts = relationship('Post', backref=backref('author'), cascade='all, delete-orphan')

    def __repr__(self):
        return f'Author(id={self.id}, ' + \
            f'name={self.name})'


class Post(Base):
    __tablename__ = 'posts'

    id = Column(Integer(), primary_key=True)
    title = Column(String(), nullable=False)
    content = Column(String(), nullable=False)
    published_at = Column(DateTime(), server_default=func.now())
    updated_at = Column(DateTime(), onupdate=func.now())
    author_id = Column(Integer(), ForeignKey('authors.id'), nullable=False)

    comments = relationship('Comment', backref=backref('post'), cascade='all, delete-orphan')

    def __repr__(self):
        return f'Post(id={self.id}, ' + \
            f'title={self.title})'


class Comment(Base):
    __tablename__ = 'comments'

    id = Column(Integer(), primary_key=True)
    author_name = Column(String(), nullable=False)
    content = Column(String(), nullable=False)
    post_id = Column(Integer(), ForeignKey('posts.id'), nullable=False)
