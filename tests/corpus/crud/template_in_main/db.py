from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, sessionmaker


class Base(DeclarativeBase):
    pass


engine = create_engine("postgresql+psycopg2://postgres:1234@localhost:5432/crud")
SessionLocal = sessionmaker(engine)


def init_db():
    import models  # noqa
    Base.metadata.create_all(bind=engine)
