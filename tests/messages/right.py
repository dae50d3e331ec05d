"""A right solution of the exercise blog. ``mistakes.yaml`` puts one mistake at a time into it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(120), unique=True)
    posts: Mapped[list["Post"]] = relationship(back_populates="author")


class Post(Base):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    title: Mapped[str]
    content: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(default=datetime.now)
    author: Mapped["Author"] = relationship(back_populates="posts")
    comments: Mapped[list["Comment"]] = relationship(back_populates="post")


class Comment(Base):
    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    author_name: Mapped[str]
    content: Mapped[str]
    post: Mapped["Post"] = relationship(back_populates="comments")


def create_author_with_posts(session: Session, name: str, email: str, posts: list[dict]) -> Author:
    author = Author(name=name, email=email)
    for values in posts:
        post = Post(**values)
        author.posts.append(post)
    session.add(author)
    session.commit()
    return author


def get_posts_by_author(session: Session, author_id: int) -> list[Post]:
    found = select(Post).where(Post.author_id == author_id)
    return list(session.scalars(found))


def get_post_with_comments(session: Session, post_id: int) -> Post | None:
    return session.get(Post, post_id)


def count_comments_per_post(session: Session) -> dict[int, int]:
    counted = select(Post.id, func.count(Comment.id)).outerjoin(Post.comments).group_by(Post.id)
    return {post_id: number for post_id, number in session.execute(counted)}
