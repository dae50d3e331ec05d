"""Not finished: a bracket was never closed, so Python cannot read the file."""
# outcome: import_failed

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Author(Base):
    __tablename__ = "authors"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False
    posts = relationship("Post", back_populates="author")


class Post(Base):
    __tablename__ = "posts"
