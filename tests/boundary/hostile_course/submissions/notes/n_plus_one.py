"""Right, with a statement for each row."""

from sqlalchemy import ForeignKey, func, select
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
    return list(session.scalars(select(Note).where(Note.text.contains(word))))


def add_note(session: Session, text: str) -> Note:
    note = Note(text=text)
    session.add(note)
    session.commit()
    return note


def remarks_of(session: Session, note: Note) -> int:
    keys = list(session.scalars(select(Remark.id).where(Remark.note_id == note.id)))
    return sum(session.scalar(select(func.count()).where(Remark.id == key)) for key in keys)


def remarks_per_note(session: Session) -> dict[int, int]:
    keys = list(session.scalars(select(Note.id)))
    return {key: session.scalar(select(func.count()).where(Remark.note_id == key)) for key in keys}
