"""A repository class does the work, a context manager holds the transaction, and module-level functions delegate to the class."""

from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any, Iterator, Mapping, Optional

from sqlalchemy import DateTime, ForeignKey, Index, Integer, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Model(DeclarativeBase):
    pass


class Author(Model):
    __tablename__ = "authors"
    __table_args__ = (UniqueConstraint("email", name="uq_authors_email"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(255), nullable=False)
    email: Mapped[str] = mapped_column(String(255), nullable=False)

    posts: Mapped[list["Post"]] = relationship("Post", back_populates="author", cascade="all, delete-orphan")


class Post(Model):
    __tablename__ = "posts"
    __table_args__ = (Index("ix_posts_author", "author_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    author_id: Mapped[int] = mapped_column(Integer, ForeignKey("authors.id", ondelete="CASCADE"), nullable=False)
    title: Mapped[str] = mapped_column(String(255), nullable=False)
    content: Mapped[str] = mapped_column(Text, nullable=False)
    published_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), nullable=False, default=lambda: datetime.now(timezone.utc)
    )

    author: Mapped["Author"] = relationship("Author", back_populates="posts")
    comments: Mapped[list["Comment"]] = relationship(
        "Comment", back_populates="post", cascade="all, delete-orphan", order_by="Comment.id"
    )


class Comment(Model):
    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_post", "post_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    post_id: Mapped[int] = mapped_column(Integer, ForeignKey("posts.id", ondelete="CASCADE"), nullable=False)
    author_name: Mapped[str] = mapped_column(String(255), nullable=False)
    content: Mapped[str] = mapped_column(Text, nullable=False)

    post: Mapped["Post"] = relationship("Post", back_populates="comments")


class BlogRepository:
    """All that the blog asks of its database."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        try:
            yield self._session
            self._session.commit()
        except Exception:
            self._session.rollback()
            raise

    def add_author(self, name: str, email: str, posts: list[Mapping[str, Any]]) -> Author:
        author = Author(name=name, email=email)
        with self._transaction() as session:
            session.add(author)
            session.flush()
            for post in posts:
                author.posts.append(Post(title=post["title"], content=post["content"]))
        return author

    def posts_of(self, author_id: int) -> list[Post]:
        """Through the author: one statement for the author, one for the posts."""
        author = self._session.scalar(
            select(Author)
            .where(Author.id == author_id)
            .options(selectinload(Author.posts))
            .execution_options(populate_existing=True)
        )
        if author is None:
            return []
        return list(author.posts)

    def post_with_comments(self, post_id: int) -> Optional[Post]:
        return self._session.scalar(
            select(Post)
            .where(Post.id == post_id)
            .options(selectinload(Post.comments))
            .execution_options(populate_existing=True)
        )

    def comment_counts(self) -> dict[int, int]:
        query = select(Post.id, func.count(Comment.id)).outerjoin(Post.comments).group_by(Post.id)
        return {post_id: count for post_id, count in self._session.execute(query)}


def create_author_with_posts(session: Session, name: str, email: str, posts: list[dict[str, Any]]) -> Author:
    return BlogRepository(session).add_author(name, email, posts)


def get_posts_by_author(session: Session, author_id: int) -> list[Post]:
    return BlogRepository(session).posts_of(author_id)


def get_post_with_comments(session: Session, post_id: int) -> Optional[Post]:
    return BlogRepository(session).post_with_comments(post_id)


def count_comments_per_post(session: Session) -> dict[int, int]:
    return BlogRepository(session).comment_counts()
