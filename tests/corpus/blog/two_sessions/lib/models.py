from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship, sessionmaker

engine = create_engine('sqlite:///blog.db')
Session = sessionmaker(bind=engine)
session = Session()

Base = declarative_base()


class Author(Base):
    __tablename__ = 'authors'

    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, nullable=False, unique=True)
    posts = relationship('Post', back_populates='author')

    @classmethod
    def find_or_create(cls, name, email):
        author = session.query(cls).filter_by(email=email).first()
        if author:
            return author
        author = cls(name=name, email=email)
        session.add(author)
        session.commit()
        return author


class Post(Base):
    __tablename__ = 'posts'

    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey('authors.id'), nullable=False)
    title = Column(String, nullable=False)
    content = Column(String, nullable=False)
    published_at = Column(DateTime, default=datetime.now)
    author = relationship('Author', back_populates='posts')
    comments = relationship('Comment', back_populates='post')


class Comment(Base):
    __tablename__ = 'comments'

    id = Column(Integer, primary_key=True)
    post_id = Column(Integer, ForeignKey('posts.id'), nullable=False)
    author_name = Column(String, nullable=False)
    content = Column(String, nullable=False)
    post = relationship('Post', back_populates='comments')
