"""SQLAlchemy does it all: well written, and another exercise."""

from sqlalchemy import String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    def __init__(self, name, email):
        self.name = name
        self.email = email

    def save(self):
        with Session(engine, expire_on_commit=False) as session:
            session.add(self)
            session.commit()

    def delete(self):
        with Session(engine) as session:
            session.delete(self)
            session.commit()

    @classmethod
    def get(cls, user_id):
        with Session(engine) as session:
            return session.get(cls, user_id)

    @classmethod
    def find_by_email(cls, email):
        with Session(engine) as session:
            return session.scalar(select(cls).where(cls.email == email))


Base.metadata.create_all(engine)
