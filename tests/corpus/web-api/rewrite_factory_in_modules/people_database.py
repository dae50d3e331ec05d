"""The engine, the model, and the session of a request."""

from sqlalchemy import Column, Integer, Text, create_engine
from sqlalchemy.orm import declarative_base, declared_attr, sessionmaker

engine = create_engine("postgresql://user:pass@localhost:5432/myapp", pool_size=5, max_overflow=10)
SessionLocal = sessionmaker(bind=engine)


class ModelBase:
    """The table is called as the class, in small letters and with an s."""

    id = Column(Integer, primary_key=True)

    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower() + "s"


Base = declarative_base(cls=ModelBase)


class User(Base):
    name = Column(Text, nullable=False)
    email = Column(Text, nullable=False, unique=True)


class SessionPerRequest:
    """Called by FastAPI for every request."""

    def __init__(self, factory):
        self.factory = factory

    def __call__(self):
        session = self.factory()
        try:
            yield session
        finally:
            session.close()


get_db = SessionPerRequest(SessionLocal)
