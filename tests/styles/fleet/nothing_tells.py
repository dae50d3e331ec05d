"""Nothing tells a tanker from a ship.

Fails: tanker, ferry, flag, port, logs, crew, lists, renames, launches, holds, leads."""

from sqlalchemy import Column, ForeignKey, Table, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


crew = Table(
    "crew",
    Base.metadata,
    Column("ship_id", ForeignKey("ships.id", ondelete="CASCADE"), primary_key=True),
    Column("sailor_id", ForeignKey("sailors.id"), primary_key=True),
)


class Port(Base):
    __tablename__ = "ports"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    ships: Mapped[list["Ship"]] = relationship(back_populates="port", cascade="all, delete-orphan")


class Ship(Base):
    __tablename__ = "ships"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    code: Mapped[str | None] = mapped_column(unique=True)
    flag: Mapped[str | None] = mapped_column(default="none")
    port_id: Mapped[int] = mapped_column(ForeignKey("ports.id"))
    port: Mapped[Port] = relationship(back_populates="ships")
    logs: Mapped[list["Log"]] = relationship(back_populates="ship")
    crew: Mapped[list["Sailor"]] = relationship(secondary=crew, back_populates="ships")


class Tanker(Ship):
    barrels: Mapped[int | None]
    hull: Mapped[str | None] = mapped_column(default="single")


class Ferry(Ship):
    seats: Mapped[int | None]
    sister_id: Mapped[int | None] = mapped_column(ForeignKey("ships.id"))


class Sailor(Base):
    __tablename__ = "sailors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    ships: Mapped[list[Ship]] = relationship(secondary=crew, back_populates="crew")


class Log(Base):
    __tablename__ = "logs"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str | None]
    ship_id: Mapped[int] = mapped_column(ForeignKey("ships.id"))
    ship: Mapped[Ship] = relationship(back_populates="logs")


def list_ships(session: Session) -> list[Ship]:
    return list(session.scalars(select(Ship)))


def rename(session: Session, ship_id: int, name: str) -> Ship:
    ship = session.get(Ship, ship_id)
    ship.name = name
    session.commit()
    return ship


def launch(session: Session, port_id: int, name: str, code: str, barrels: int) -> Ship:
    ship = Tanker(port_id=port_id, name=name, code=code, barrels=barrels)
    session.add(ship)
    session.commit()
    return ship
