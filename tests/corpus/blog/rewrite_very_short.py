"""As few lines as possible: terse typed models, one expression per function."""
from datetime import datetime

from sqlalchemy import ForeignKey as FK, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped as M, joinedload, mapped_column as col, relationship as rel


class Base(DeclarativeBase): pass


class Author(Base):
    __tablename__ = "a"
    id: M[int] = col(primary_key=True)
    name: M[str]
    email: M[str] = col(unique=True)
    posts: M[list["Post"]] = rel(back_populates="author")


class Post(Base):
    __tablename__ = "p"
    id: M[int] = col(primary_key=True)
    author_id: M[int] = col(FK("a.id"))
    title: M[str]
    content: M[str]
    published_at: M[datetime] = col(default=datetime.now)
    author: M[Author] = rel(back_populates="posts")
    comments: M[list["Comment"]] = rel(back_populates="post")


class Comment(Base):
    __tablename__ = "c"
    id: M[int] = col(primary_key=True)
    post_id: M[int] = col(FK("p.id"))
    author_name: M[str]
    content: M[str]
    post: M[Post] = rel(back_populates="comments")


def create_author_with_posts(s, name, email, posts):
    s.add(a := Author(name=name, email=email, posts=[Post(**p) for p in posts]))
    try: s.commit()
    except: s.rollback(); raise
    return a


def get_posts_by_author(s, author_id): return s.query(Post).filter_by(author_id=author_id).all()
def get_post_with_comments(s, post_id): return s.query(Post).options(joinedload(Post.comments)).filter_by(id=post_id).first()
def count_comments_per_post(s): return dict(map(tuple, s.execute(select(Post.id, func.count(Comment.id)).outerjoin(Comment).group_by(Post.id))))
