from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from models import Author, Comment, Post


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email)
    author.posts = [Post(title=post["title"], content=post["content"]) for post in posts]
    try:
        session.add(author)
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return author


def get_posts_by_author(session, author_id):
    return session.query(Post).filter(Post.author_id == author_id).all()


def get_post_with_comments(session, post_id):
    return session.query(Post).options(joinedload(Post.comments)).filter(Post.id == post_id).first()


def count_comments_per_post(session):
    rows = session.query(Post.id, func.count(Comment.id)).outerjoin(Comment).group_by(Post.id).all()
    return dict([tuple(row) for row in rows])
