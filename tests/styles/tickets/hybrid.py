"""A column stands behind a hybrid."""

import datetime

from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Guest(Base):
    __tablename__ = "guests"

    id: Mapped[int] = mapped_column(primary_key=True)
    _mail: Mapped[str] = mapped_column("mail")

    @hybrid_property
    def mail(self):
        return self._mail

    @mail.inplace.setter
    def _set_mail(self, value):
        self._mail = value.strip().lower()

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
