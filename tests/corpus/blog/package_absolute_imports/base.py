"""A folder of files that import each other by their plain names, as when started inside the folder."""

from sqlalchemy import create_engine
from sqlalchemy.orm import declarative_base, sessionmaker

DATABASE_URL = "postgresql+psycopg2://postgres:postgres@localhost/blog"

engine = create_engine(DATABASE_URL, pool_size=5, max_overflow=10)
SessionFactory = sessionmaker(bind=engine)
Base = declarative_base()
