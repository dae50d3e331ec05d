from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from db.models import Author, Post, Comment


def create_author_with_posts(session, name, email, posts):
    a = Author(name=name, email=email)
    for p in posts:
        a.posts.append(Post(**p))
    session.add(a)
    try:
        session.commit()
    except IntegrityError as e:
        session.rollback()
        print('That e-mail is taken!')
        raise e
    return a


def get_posts_by_author(session, author_id):
    return [post for post in session.query(Post).filter_by(author_id=author_id)]


def get_post_with_comments(session, post_id):
    return session.query(Post).options(selectinload(Post.comments)).filter_by(id=post_id).one_or_none()


def count_comments_per_post(session):
    counts = {}
    for post_id, n in session.query(Post.id, func.count(Comment.id)).outerjoin(Post.comments).group_by(Post.id):
        counts[post_id] = n
    return counts


def exit_program():
    print('Goodbye!')
    exit()
