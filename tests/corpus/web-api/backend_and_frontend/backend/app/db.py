from sqlalchemy import create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker

from .config import DB_URL

engine = create_engine(DB_URL)
SessionLocal = sessionmaker(engine)
Base = declarative_base()


def get_db():
    with SessionLocal() as db:
        yield db
