"""Authors, and what they wrote."""

from .models import Author, Post


def create_author_with_posts(session, name, email, posts):
    author = Author(name=name, email=email)
    author.posts = [Post(**post) for post in posts]
    session.add(author)
    try:
        session.commit()
    except Exception:
        session.rollback()
        raise
    return author


def get_posts_by_author(session, author_id):
    return session.query(Post).filter_by(author_id=author_id).all()
