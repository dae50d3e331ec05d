import os
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker

engine = create_engine(
    os.getenv("DATABASE_URL", "postgresql+psycopg2://app:app@db/app"), pool_size=5, max_overflow=10, pool_pre_ping=True
)
SessionLocal = scoped_session(sessionmaker(autoflush=False, bind=engine))


def current_session():
    return SessionLocal()


@contextmanager
def get_session():
    db = SessionLocal()
    try:
        yield db
    except Exception:
        db.rollback()
        raise
    else:
        db.commit()
    finally:
        SessionLocal.remove()
