"""What is read from the blog."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from .models import Author, Comment, Post


def get_posts_by_author(session: Session, author_id: int) -> list[Post]:
    return list(session.scalars(select(Post).where(Post.author.has(Author.id == author_id))))


def get_post_with_comments(session: Session, post_id: int) -> Post | None:
    query = select(Post).options(selectinload(Post.comments)).where(Post.id == post_id)
    return session.execute(query, execution_options={"populate_existing": True}).scalar_one_or_none()


def count_comments_per_post(session: Session) -> dict[int, int]:
    counted = select(Comment.post_id, func.count(Comment.id).label("total")).group_by(Comment.post_id).subquery()
    query = select(Post.id, counted.c.total).join(counted, counted.c.post_id == Post.id, isouter=True)
    return {post_id: total or 0 for post_id, total in session.execute(query)}
