"""Nothing right but the models."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    remarks: Mapped[list["Remark"]] = relationship(back_populates="note")


class Remark(Base):
    __tablename__ = "remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id"))
    note: Mapped[Note] = relationship(back_populates="remarks")


def find_notes(session: Session, word: str) -> list[Note]:
    return []


def add_note(session: Session, text: str) -> Note:
    return Note(text="something else")


def remarks_of(session: Session, note: Note) -> int:
    return -1


def remarks_per_note(session: Session) -> dict[int, int]:
    return {-1: -1}
