from datetime import datetime

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

from config import settings


class Base(DeclarativeBase):
    pass


class TimestampMixin:
    created_at: Mapped[datetime] = mapped_column(default=datetime.now)


engine = create_engine(settings.url, echo=settings.debug)
SessionLocal = sessionmaker(engine)


def init_db():
    Base.metadata.create_all(engine)
