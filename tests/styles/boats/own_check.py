"""A boat has at most three masts, a name has at most ten letters."""

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Numeric, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Boat(Base):
    __tablename__ = "boats"
    __table_args__ = (CheckConstraint("masts BETWEEN 1 AND 3"), CheckConstraint("length(name) <= 10"))
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    masts: Mapped[int] = mapped_column(default=1)
    colour: Mapped[str | None]
    kind: Mapped[str] = mapped_column(Enum("sail", "motor", name="kinds"), default="sail")
    sailors: Mapped[list["Sailor"]] = relationship(back_populates="boat")


class Sailor(Base):
    __tablename__ = "sailors"

    id: Mapped[int] = mapped_column(primary_key=True)
    nickname: Mapped[str | None]
    wage: Mapped[float | None] = mapped_column(Numeric(10, 2))
    boat_id: Mapped[int | None] = mapped_column(ForeignKey("boats.id"))
    boat: Mapped[Boat | None] = relationship(back_populates="sailors")


def rename(session, boat, name):
    boat.name = name
    session.commit()
    return boat


def count_boats(session):
    return session.scalar(select(func.count()).select_from(Boat))
