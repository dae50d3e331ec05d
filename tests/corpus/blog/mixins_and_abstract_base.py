"""An abstract base and mixins give every model its id, table name and text column."""

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text, func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base, declared_attr, relationship, subqueryload

Base = declarative_base()


class Model(Base):
    __abstract__ = True

    id = Column(Integer, primary_key=True)

    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower() + "s"

    def __repr__(self):
        return f"<{type(self).__name__} {self.id}>"


class ContentMixin:
    content = Column(Text, nullable=False)


class PublishedMixin:
    published_at = Column(DateTime, default=datetime.utcnow, nullable=False)


class Author(Model):
    name = Column(String(80), nullable=False)
    email = Column(String(120), nullable=False, unique=True)

    posts = relationship("Post", back_populates="author", order_by="Post.published_at")


class Post(ContentMixin, PublishedMixin, Model):
    author_id = Column(Integer, ForeignKey("authors.id"), nullable=False)
    title = Column(String(200), nullable=False)

    author = relationship("Author", back_populates="posts")
    comments = relationship("Comment", back_populates="post", order_by="Comment.id")


class Comment(ContentMixin, Model):
    post_id = Column(Integer, ForeignKey("posts.id"), nullable=False)
    author_name = Column(String(80), nullable=False)

    post = relationship("Post", back_populates="comments")


def create_author_with_posts(session, name, email, posts):
    try:
        author = Author(name=name, email=email)
        session.add(author)
        session.flush()
        session.add_all(Post(author_id=author.id, **post) for post in posts)
        session.commit()
        return author
    except IntegrityError:
        session.rollback()
        raise


def get_posts_by_author(session, author_id):
    author = session.get(Author, author_id)
    return list(author.posts) if author else []


def get_post_with_comments(session, post_id):
    return (
        session.query(Post)
        .options(subqueryload(Post.comments))
        .filter_by(id=post_id)
        .one_or_none()
    )


def count_comments_per_post(session):
    return dict(
        session.query(Post.id, func.count(Comment.id))
        .outerjoin(Post.comments)
        .group_by(Post.id)
        .order_by(Post.id)
        .all()
    )
