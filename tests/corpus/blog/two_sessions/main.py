"""A session at the top of the models and a second one in the functions: objects of one end up in the other."""

from sqlalchemy import func
from sqlalchemy.orm import joinedload

from lib.models import Author, Base, Comment, Post, engine


def create_author_with_posts(db, name, email, posts):
    author = Author.find_or_create(name, email)
    for post in posts:
        author.posts.append(Post(title=post['title'], content=post['content']))
    db.add(author)
    db.commit()
    return author


def get_posts_by_author(db, author_id):
    return db.query(Post).filter(Post.author_id == author_id).all()


def get_post_with_comments(db, post_id):
    return db.query(Post).options(joinedload(Post.comments)).filter(Post.id == post_id).first()


def count_comments_per_post(db):
    query = db.query(Post.id, func.count(Comment.id)).outerjoin(Post.comments).group_by(Post.id)
    return dict(query.all())


if __name__ == '__main__':
    Base.metadata.create_all(engine)
