"""A pilot lies in two tables."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Firm(Base):
    __tablename__ = "firms"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    staff: Mapped[list["Worker"]] = relationship(back_populates="firm")


class Worker(Base):
    __tablename__ = "workers"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "worker"}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    kind: Mapped[str]
    firm_id: Mapped[int] = mapped_column(ForeignKey("firms.id"))
    firm: Mapped[Firm] = relationship(back_populates="staff")


class Pilot(Worker):
    __tablename__ = "pilots"
    __mapper_args__ = {"polymorphic_identity": "pilot"}

    id: Mapped[int] = mapped_column(ForeignKey("workers.id"), primary_key=True)
    licence: Mapped[str | None]
