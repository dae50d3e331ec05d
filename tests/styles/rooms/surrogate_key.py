"""A room has a number of its own, and the pair is unique.

Fails: columns, bookings, replaces."""

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Room(Base):
    __tablename__ = "rooms"
    __table_args__ = (UniqueConstraint("building", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    building: Mapped[str] = mapped_column(String(30))
    number: Mapped[int]
    seats: Mapped[int] = mapped_column(default=10)
    bookings: Mapped[list["Booking"]] = relationship(back_populates="room", cascade="all, delete-orphan")


class Booking(Base):
    __tablename__ = "bookings"
    __table_args__ = (ForeignKeyConstraint(["building", "number"], ["rooms.building", "rooms.number"]),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reader: Mapped[str]
    building: Mapped[str] = mapped_column(String(30))
    number: Mapped[int]
    room: Mapped[Room] = relationship(back_populates="bookings")


def book(session: Session, building: str, number: int, reader: str) -> Booking:
    booking = Booking(room=session.scalars(select(Room).filter_by(building=building, number=number)).one(), reader=reader)
    session.add(booking)
    session.commit()
    return booking


def move(session: Session, booking_id: int, building: str, number: int) -> None:
    booking = session.get(Booking, booking_id)
    booking.room = session.scalars(select(Room).filter_by(building=building, number=number)).one()
    session.commit()


def close_room(session: Session, building: str, number: int) -> None:
    session.delete(session.scalars(select(Room).filter_by(building=building, number=number)).one())
    session.commit()
