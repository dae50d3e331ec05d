"""A folder of small modules (connection, models, reading, writing) with absolute imports and French names for local things."""

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")

fabrique = sessionmaker(bind=engine, class_=Session, expire_on_commit=False)


def make_session() -> Session:
    return fabrique()
