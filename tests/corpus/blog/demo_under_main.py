"""Prints a little while it works, and has a demo that runs only when the file is started."""

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, create_engine, func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base, joinedload, relationship, sessionmaker

Base = declarative_base()


class Author(Base):
    __tablename__ = "authors"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    posts = relationship("Post", back_populates="author")


class Post(Base):
    __tablename__ = "posts"

    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey("authors.id"), nullable=False)
    title = Column(String(200), nullable=False)
    content = Column(String, nullable=False)
    published_at = Column(DateTime, default=datetime.utcnow)

    author = relationship("Author", back_populates="posts")
    comments = relationship("Comment", back_populates="post")


class Comment(Base):
    __tablename__ = "comments"

    id = Column(Integer, primary_key=True)
    post_id = Column(Integer, ForeignKey("posts.id"), nullable=False)
    author_name = Column(String(100), nullable=False)
    content = Column(String, nullable=False)

    post = relationship("Post", back_populates="comments")


def create_author_with_posts(session, name, email, posts):
    print("creating", name)
    author = Author(name=name, email=email)
    author.posts = [Post(title=p["title"], content=p["content"]) for p in posts]
    try:
        session.add(author)
        session.commit()
    except IntegrityError as e:
        print("ERROR:", e)
        session.rollback()
        raise
    print("created author", author.id, "with", len(posts), "posts")
    return author


def get_posts_by_author(session, author_id):
    posts = session.query(Post).filter(Post.author_id == author_id).all()
    print("found", len(posts), "posts")
    return posts


def get_post_with_comments(session, post_id):
    post = session.query(Post).options(joinedload(Post.comments)).filter(Post.id == post_id).first()
    print("post:", post)
    return post


def count_comments_per_post(session):
    result = session.query(Post.id, func.count(Comment.id)).outerjoin(Comment).group_by(Post.id).all()
    print(result)
    return {post_id: count for post_id, count in result}


if __name__ == "__main__":
    engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with sessionmaker(engine)() as session:
        ada = create_author_with_posts(
            session,
            "Ada",
            "ada@example.com",
            [{"title": "Hello", "content": "First!"}, {"title": "Again", "content": "Second."}],
        )
        first = get_posts_by_author(session, ada.id)[0]
        first.comments.append(Comment(author_name="Bob", content="Nice"))
        session.commit()
        print(get_post_with_comments(session, first.id).comments)
        print(count_comments_per_post(session))
