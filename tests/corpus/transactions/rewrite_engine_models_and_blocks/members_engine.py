"""The engine, and the sessions: one for each thread."""

from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker

DATABASE_URL = "postgresql://user:pass@localhost:5432/myapp"

engine = create_engine(DATABASE_URL, pool_size=5, max_overflow=10)
SessionRegistry = scoped_session(sessionmaker(bind=engine))
