"""Posts, and what others say about them."""

from sqlalchemy import func
from sqlalchemy.orm import selectinload

from .models import Comment, Post


def get_post_with_comments(session, post_id):
    return (
        session.query(Post)
        .options(selectinload(Post.comments))
        .filter(Post.id == post_id)
        .populate_existing()  # also a post that the session holds gets the comments of now
        .one_or_none()
    )


def count_comments_per_post(session):
    rows = (
        session.query(Post.id, func.count(Comment.id))
        .outerjoin(Post.comments)
        .group_by(Post.id)
    )
    return {post_id: number for post_id, number in rows}
