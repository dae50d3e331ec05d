"""What is written to the blog."""

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from .models import Author, Post


def create_author_with_posts(session: Session, name: str, email: str, posts: list[dict]) -> Author:
    author = Author(name=name, email=email)
    for post in posts:
        author.posts.append(Post(title=post["title"], content=post["content"]))
    try:
        session.add(author)
        session.flush()
    except SQLAlchemyError:
        session.rollback()
        raise
    else:
        session.commit()
        return author
