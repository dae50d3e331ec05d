"""The classical style: declarative_base from sqlalchemy.ext.declarative, Column, session.query() with contains_eager() and a correlated subquery."""

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text, create_engine, func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import contains_eager, relationship, sessionmaker

engine = create_engine('sqlite:///blog.db', echo=False)
Session = sessionmaker(bind=engine)
Base = declarative_base()


class Author(Base):
    __tablename__ = 'authors'

    id = Column(Integer, primary_key=True)
    name = Column(String(120), nullable=False)
    email = Column(String(254), nullable=False, unique=True)

    posts = relationship('Post', back_populates='author')

    def __repr__(self):
        return '<Author %r>' % self.email


class Post(Base):
    __tablename__ = 'posts'

    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey('authors.id'), nullable=False)
    title = Column(String(250), nullable=False)
    content = Column(Text, nullable=False)
    published_at = Column(DateTime, default=datetime.now)

    author = relationship('Author', back_populates='posts')
    comments = relationship('Comment', back_populates='post')

    def __repr__(self):
        return '<Post %r>' % self.title


class Comment(Base):
    __tablename__ = 'comments'

    id = Column(Integer, primary_key=True)
    post_id = Column(Integer, ForeignKey('posts.id'), nullable=False)
    author_name = Column(String(120), nullable=False)
    content = Column(Text, nullable=False)

    post = relationship('Post', back_populates='comments')


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email)
    for item in posts:
        author.posts.append(Post(title=item['title'], content=item['content']))
    try:
        session.add(author)
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session, author_id):
    return session.query(Post).filter_by(author_id=author_id).order_by(Post.published_at.desc()).all()


def get_post_with_comments(session, post_id):
    query = session.query(Post)
    query = query.outerjoin(Post.comments)
    query = query.options(contains_eager(Post.comments))
    query = query.filter(Post.id == post_id)
    query = query.populate_existing()
    return query.one_or_none()


def count_comments_per_post(session):
    number = (
        session.query(func.count(Comment.id))
        .filter(Comment.post_id == Post.id)
        .correlate(Post)
        .scalar_subquery()
    )
    return dict(tuple(row) for row in session.query(Post.id, number))


if __name__ == '__main__':
    Base.metadata.create_all(engine)
    session = Session()
    try:
        create_author_with_posts(session, 'Ada', 'ada@example.com', [{'title': 'Hello', 'content': 'First post'}])
    except IntegrityError:
        print('Ada is here already')
    print(count_comments_per_post(session))
    session.close()
