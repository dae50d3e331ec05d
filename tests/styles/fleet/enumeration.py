"""The class of a row is an enumeration, stored by its values; ferries inherit by way of a class that nobody asks for."""

import enum

from sqlalchemy import Column, Enum, ForeignKey, Table, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Kind(enum.Enum):
    SHIP = "a ship"
    TANKER = "a tanker"
    LINER = "a liner"
    FERRY = "a ferry"


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
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": Kind.SHIP}

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(Enum(Kind, values_callable=lambda kinds: [kind.value for kind in kinds]))
    name: Mapped[str]
    code: Mapped[str | None] = mapped_column(unique=True)
    flag: Mapped[str | None] = mapped_column(default="none")
    port_id: Mapped[int] = mapped_column(ForeignKey("ports.id"))
    port: Mapped[Port] = relationship(back_populates="ships")
    logs: Mapped[list["Log"]] = relationship(back_populates="ship")
    crew: Mapped[list["Sailor"]] = relationship(secondary=crew, back_populates="ships")


class Tanker(Ship):
    __tablename__ = "tankers"
    __mapper_args__ = {"polymorphic_identity": Kind.TANKER}

    ship_id: Mapped[int] = mapped_column(ForeignKey("ships.id"), primary_key=True)
    barrels: Mapped[int]
    hull: Mapped[str | None] = mapped_column(default="single")


class Liner(Ship):
    __tablename__ = "liners"
    __mapper_args__ = {"polymorphic_identity": Kind.LINER}

    id: Mapped[int] = mapped_column(ForeignKey("ships.id"), primary_key=True)
    seats: Mapped[int]


class Ferry(Liner):
    __mapper_args__ = {"polymorphic_identity": Kind.FERRY}

    sister_id: Mapped[int | None] = mapped_column(ForeignKey("liners.id"))


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
