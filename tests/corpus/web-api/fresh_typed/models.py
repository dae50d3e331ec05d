"""The tables."""

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Text of any length: the API takes any name and any email.
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
