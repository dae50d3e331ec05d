"""Keys are numbers."""

import datetime

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Guest(Base):
    __tablename__ = "guests"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[str]
    tickets: Mapped[list["Ticket"]] = relationship(back_populates="guest", cascade="all, delete-orphan")


class Show(Base):
    __tablename__ = "shows"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[datetime.date] = mapped_column(Date, default=datetime.date.today)
    made_at: Mapped[datetime.datetime] = mapped_column(default=datetime.datetime.now)
    tickets: Mapped[list["Ticket"]] = relationship(back_populates="show", cascade="all, delete-orphan")


class Ticket(Base):
    __tablename__ = "tickets"

    guest_id: Mapped[int] = mapped_column(ForeignKey("guests.id"), primary_key=True)
    show_id: Mapped[int] = mapped_column(ForeignKey("shows.id"), primary_key=True)
    seat: Mapped[int | None]
    guest: Mapped[Guest] = relationship(back_populates="tickets")
    show: Mapped[Show] = relationship(back_populates="tickets")
