"""published_at is a formatted text instead of a datetime."""
# also-fails: published-at-default

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    posts: Mapped[list["Post"]] = relationship(back_populates="author")


class Post(Base):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    published_at: Mapped[str] = mapped_column(
        String(30), default=lambda: datetime.utcnow().strftime("%d.%m.%Y %H:%M")
    )

    author: Mapped["Author"] = relationship(back_populates="posts")
    comments: Mapped[list["Comment"]] = relationship(back_populates="post")


class Comment(Base):
    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    author_name: Mapped[str] = mapped_column(String(100))
    content: Mapped[str] = mapped_column(Text)

    post: Mapped["Post"] = relationship(back_populates="comments")


def create_author_with_posts(session: Session, name: str, email: str, posts: list[dict]) -> Author:
    author = Author(name=name, email=email)
    author.posts = [Post(title=post["title"], content=post["content"]) for post in posts]
    session.add(author)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session: Session, author_id: int) -> list[Post]:
    return list(session.scalars(select(Post).where(Post.author_id == author_id)))


def get_post_with_comments(session: Session, post_id: int) -> Post | None:
    return session.get(Post, post_id, options=[selectinload(Post.comments)])


def count_comments_per_post(session: Session) -> dict[int, int]:
    statement = select(Post.id, func.count(Comment.id)).outerjoin(Post.comments).group_by(Post.id)
    return {post_id: count for post_id, count in session.execute(statement)}
