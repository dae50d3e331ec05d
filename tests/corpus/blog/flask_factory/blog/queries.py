from sqlalchemy import func

from .extensions import db
from .models import Author, Comment, Post


def create_author_with_posts(name, email, posts):
    author = Author(name=name, email=email, posts=[Post(**p) for p in posts])
    try:
        db.session.add(author)
        db.session.commit()
    except Exception:
        db.session.rollback()
        raise
    return author


def get_posts_by_author(author_id):
    return Post.query.filter_by(author_id=author_id).all()


def get_post_with_comments(post_id):
    return Post.query.options(db.joinedload(Post.comments)).filter_by(id=post_id).first()


def count_comments_per_post():
    return dict(db.session.query(Post.id, func.count(Comment.id)).outerjoin(Comment).group_by(Post.id).all())
