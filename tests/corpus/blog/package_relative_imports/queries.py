from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from .models import Author, Comment, Post


def create_author_with_posts(session: Session, name: str, email: str, posts: list[dict]) -> Author:
    author = Author(name=name, email=email, posts=[Post(**post) for post in posts])
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
    counts = select(Post.id, func.count(Comment.id)).outerjoin(Post.comments).group_by(Post.id)
    return {post_id: count for post_id, count in session.execute(counts)}
