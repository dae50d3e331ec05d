"""All rooms of that number are closed.

Fails: closes."""

from sqlalchemy import ForeignKeyConstraint, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Room(Base):
    __tablename__ = "rooms"

    building: Mapped[str] = mapped_column(String(30), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
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
    booking = Booking(room=session.get(Room, (building, number)), reader=reader)
    session.add(booking)
    session.commit()
    return booking


def move(session: Session, booking_id: int, building: str, number: int) -> None:
    booking = session.get(Booking, booking_id)
    booking.room = session.get(Room, (building, number))
    session.commit()


def close_room(session: Session, building: str, number: int) -> None:
    for room in session.scalars(select(Room).where(Room.number == number)):
        session.delete(room)
    session.commit()
