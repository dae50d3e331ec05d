"""Long-winded beginner-friendly code: every step on its own line, ids passed on by hand, and the counting done in a loop."""

import datetime

from sqlalchemy import Column
from sqlalchemy import DateTime
from sqlalchemy import ForeignKey
from sqlalchemy import Integer
from sqlalchemy import String
from sqlalchemy import Text
from sqlalchemy import create_engine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base
from sqlalchemy.orm import relationship
from sqlalchemy.orm import sessionmaker


# ----------------------------------------------------------------------
# Constants
# ----------------------------------------------------------------------

MAX_LENGTH_OF_A_NAME = 100
MAX_LENGTH_OF_AN_EMAIL = 255
MAX_LENGTH_OF_A_TITLE = 200


# ----------------------------------------------------------------------
# Models
# ----------------------------------------------------------------------

Base = declarative_base()


def current_moment():
    """Return the current date and time. It is called anew for each post."""
    return datetime.datetime.now()


class Author(Base):
    """A person who writes posts."""

    __tablename__ = "authors"

    id = Column(Integer, primary_key=True, autoincrement=True)
    name = Column(String(MAX_LENGTH_OF_A_NAME), nullable=False)
    email = Column(String(MAX_LENGTH_OF_AN_EMAIL), nullable=False, unique=True)

    # One author has many posts.
    posts = relationship("Post", back_populates="author", uselist=True)


class Post(Base):
    """An article of the blog."""

    __tablename__ = "posts"

    id = Column(Integer, primary_key=True, autoincrement=True)
    author_id = Column(Integer, ForeignKey("authors.id"), nullable=False)
    title = Column(String(MAX_LENGTH_OF_A_TITLE), nullable=False)
    content = Column(Text, nullable=False)
    published_at = Column(DateTime, nullable=False, default=current_moment)

    # Each post has one author.
    author = relationship("Author", back_populates="posts", uselist=False)

    # One post has many comments.
    comments = relationship("Comment", back_populates="post", uselist=True)


class Comment(Base):
    """What a reader has to say about a post."""

    __tablename__ = "comments"

    id = Column(Integer, primary_key=True, autoincrement=True)
    post_id = Column(Integer, ForeignKey("posts.id"), nullable=False)
    author_name = Column(String(MAX_LENGTH_OF_A_NAME), nullable=False)
    content = Column(Text, nullable=False)

    # Each comment belongs to one post.
    post = relationship("Post", back_populates="comments", uselist=False)


# ----------------------------------------------------------------------
# Functions
# ----------------------------------------------------------------------


def create_author_with_posts(session, name, email, posts):
    """Store a new author together with the posts, and return the author."""

    # Step 1: the author. The flush sends the INSERT, so that the author gets an id.
    author = Author()
    author.name = name
    author.email = email
    session.add(author)
    try:
        session.flush()
    except IntegrityError:
        # The email is taken. Clean up, so that the session can be used on, and tell the caller.
        session.rollback()
        raise

    # Step 2: the posts, which need the id of the author.
    for description in posts:
        post = Post()
        post.author_id = author.id
        post.title = description["title"]
        post.content = description["content"]
        session.add(post)

    # Step 3: keep it all for good.
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise

    # Step 4: read back what is stored.
    session.refresh(author)
    return author


def get_posts_by_author(session, author_id):
    """Return the posts of one author as a list."""
    statement = select(Post)
    statement = statement.where(Post.author_id == author_id)
    statement = statement.order_by(Post.id)
    result = session.execute(statement)

    found = []
    for row in result:
        post = row[0]
        found.append(post)
    return found


def get_post_with_comments(session, post_id):
    """Return the post with its comments, or None if there is no such post."""
    post = session.get(Post, post_id)
    if post is None:
        return None

    # The comments are loaded when they are looked at for the first time, so look at them now.
    number_of_comments = len(post.comments)
    assert number_of_comments >= 0

    return post


def count_comments_per_post(session):
    """Return a dictionary: the id of each post, and how many comments it has."""
    statement = select(Post.id, Comment.id)
    statement = statement.outerjoin(Comment, Comment.post_id == Post.id)
    rows = session.execute(statement).all()

    numbers = {}
    for row in rows:
        post_id = row[0]
        comment_id = row[1]
        if post_id not in numbers:
            numbers[post_id] = 0
        if comment_id is not None:
            numbers[post_id] = numbers[post_id] + 1
    return numbers


# ----------------------------------------------------------------------
# Try it out
# ----------------------------------------------------------------------


def main():
    engine = create_engine("sqlite:///:memory:")
    Base.metadata.create_all(engine)
    factory = sessionmaker(bind=engine)
    session = factory()
    author = create_author_with_posts(
        session,
        "Grace",
        "grace@example.com",
        [{"title": "Hello", "content": "First post"}, {"title": "Again", "content": "Second post"}],
    )
    for post in get_posts_by_author(session, author.id):
        print(post.id, post.title, post.published_at)
    print(count_comments_per_post(session))
    session.close()


if __name__ == "__main__":
    main()
