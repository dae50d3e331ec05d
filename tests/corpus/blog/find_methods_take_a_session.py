"""Class methods that take a session in any position, as in the videos, and the asked functions only pass it on."""

from sqlalchemy import *
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import *
from datetime import datetime

Base = declarative_base()

class Author(Base):
    __tablename__ = 'authors'

    id = Column(Integer(), primary_key=True)
    name = Column(String(), nullable=False)
    email = Column(String(), unique=True, nullable=False)

    posts = relationship('Post', backref='author')

    @classmethod
    def create(cls, session, name, email):
        author = cls(name=name, email=email)
        session.add(author)
        session.commit()
        return author

    @classmethod
    def find_by_id(cls, id, db):
        return db.query(cls).filter(cls.id == id).first()

    def all_posts(self, session):
        return session.query(Post).filter_by(author_id=self.id).all()

    def __repr__(self):
        return f'Author {self.id}: ' \
            + f'{self.name}'

class Post(Base):
    __tablename__ = 'posts'

    id = Column(Integer(), primary_key=True)
    author_id = Column(Integer(), ForeignKey('authors.id'), nullable=False)
    title = Column(String(), nullable=False)
    content = Column(String(), nullable=False)
    published_at = Column(DateTime(), default=datetime.now)

    comments = relationship('Comment', backref=backref('post'), lazy='selectin')

    @classmethod
    def find(cls, db, id):
        # return db.query(cls).get(id)
        return db.get(cls, id)

class Comment(Base):
    __tablename__ = 'comments'

    id = Column(Integer(), primary_key=True)
    post_id = Column(Integer(), ForeignKey('posts.id'), nullable=False)
    author_name = Column(String(), nullable=False)
    content = Column(String(), nullable=False)

    @classmethod
    def count_for(cls, post_id, session):
        return session.query(cls).filter(cls.post_id == post_id).count()


def create_author_with_posts(session, name, email, posts):
    try:
        author = Author(name=name, email=email)
        session.add(author)
        for p in posts:
            session.add(Post(title=p['title'], content=p['content'], author=author))
        session.commit()
        return author
    except Exception as e:
        session.rollback()
        raise e

def get_posts_by_author(session, author_id):
    author = Author.find_by_id(author_id, session)
    if not author:
        return []
    return author.all_posts(session)

def get_post_with_comments(session, post_id):
    return Post.find(session, post_id)

def count_comments_per_post(session):
    counts = {}
    for post in session.query(Post).all():
        n = Comment.count_for(post.id, session)
        if n > 0:
            counts[post.id] = n
    return counts
