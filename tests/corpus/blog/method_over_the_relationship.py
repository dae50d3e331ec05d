"""A method of the same name stands below each relationship, and the later one wins: there is no relationship left."""

from sqlalchemy import Column, Integer, String, DateTime, ForeignKey, create_engine, func
from sqlalchemy.orm import declarative_base, relationship, sessionmaker, object_session
from sqlalchemy.exc import IntegrityError
import datetime

Base = declarative_base()
engine = create_engine('sqlite:///blog.db')
Session = sessionmaker(bind=engine)


class Author(Base):
    __tablename__ = 'authors'
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, unique=True, nullable=False)

    posts = relationship('Post')

    def posts(self):
        return object_session(self).query(Post).filter(Post.author_id == self.id).all()


class Post(Base):
    __tablename__ = 'posts'
    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey('authors.id'), nullable=False)
    title = Column(String, nullable=False)
    content = Column(String, nullable=False)
    published_at = Column(DateTime, default=datetime.datetime.now)

    author = relationship('Author')
    comments = relationship('Comment')

    # deliverable: returns all comments of this post
    def comments(self):
        return object_session(self).query(Comment).filter(Comment.post_id == self.id).all()


class Comment(Base):
    __tablename__ = 'comments'
    id = Column(Integer, primary_key=True)
    post_id = Column(Integer, ForeignKey('posts.id'), nullable=False)
    author_name = Column(String, nullable=False)
    content = Column(String, nullable=False)
    post = relationship('Post')


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email)
    session.add(author)
    try:
        session.flush()
        for p in posts:
            session.add(Post(title=p['title'], content=p['content'], author_id=author.id))
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session, author_id):
    return session.query(Post).filter_by(author_id=author_id).all()


def get_post_with_comments(session, post_id):
    post = session.query(Post).get(post_id)
    if post:
        post.comments()
    return post


def count_comments_per_post(session):
    q = session.query(Post.id, func.count(Comment.id)).outerjoin(Comment, Comment.post_id == Post.id).group_by(Post.id)
    return {k: v for k, v in q}
