"""A course with one small exercise, written where a test wants it: quick to grade, and short limits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

EXERCISE = """\
title: Notes
limits: {import_seconds: 1, check_seconds: 1, memory_mb: 128, database_mb: 64}
models:
  Note:
    columns:
      id: {type: integer, primary_key: true}
      text: {type: text, nullable: false}
functions:
  find_notes:
    parameters: [session, word]
    returns: list of Note
  count_notes:
    parameters: [session]
    returns: integer
checks:
  - id: note-columns
    title: Note has its columns
    columns: Note
  - id: finds-notes
    title: find_notes finds the notes with a word in them
    points: 2
    requires: note-columns
    data:
      - Note: milk
        text: buy milk
      - Note: 3
    do:
      - call: find_notes
        with: {word: milk}
        returns: [$milk]
  - id: counts-notes
    title: count_notes counts the notes
    requires: note-columns
    data:
      - Note: 4
    do:
      - call: count_notes
        returns: 4
"""

HIDDEN = """\
checks:
  - id: counts-few
    title: count_notes counts in one statement
    points: 2
    requires: [finds-notes, counts-notes]
    data:
      - Note: secret
        text: tell nobody about the zebra
      - Note: 20
    do:
      - call: find_notes
        with: {word: zebra}
        returns: [$secret]
      - call: count_notes
        returns: 21
    expect:
      statements: 2
    hint: The database can count.
"""

MODELS = '''\
"""Notes."""

from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
'''

FIND = """

def find_notes(session: Session, word: str) -> list[Note]:
    return list(session.scalars(select(Note).where(Note.text.contains(word))))
"""

COUNT = """

def count_notes(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Note))
"""

COUNT_IN_PYTHON = """

def count_notes(session: Session) -> int:
    return len([session.get(Note, id) for id in session.scalars(select(Note.id))])
"""

COUNT_WRONG = """

def count_notes(session: Session) -> int:
    return 5
"""

FIND_NOTHING = """

def find_notes(session: Session, word: str) -> list[Note]:
    return []
"""

STARTER = '''\
"""Notes. Replace every TODO."""

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


# TODO: Note
'''

GOOD = MODELS + FIND + COUNT
REJECTED = {
    "note-columns/text_optional.py": GOOD.replace("text: Mapped[str]", "text: Mapped[str | None]"),
    "finds-notes/finds_nothing.py": MODELS + FIND_NOTHING + COUNT,
    "counts-notes/always_five.py": MODELS + FIND + COUNT_WRONG,
    "counts-few/row_by_row.py": MODELS + FIND + COUNT_IN_PYTHON,
}
"""Each fails the check whose folder it is in."""


def write(
    root: Path,
    *,
    exercise: str = EXERCISE,
    hidden: str = HIDDEN,
    starter: str = STARTER,
    references: Mapping[str, str] | None = None,
    rejected: Mapping[str, str] = REJECTED,
    checks: str = "",
) -> Path:
    """The course's folder, with the exercise ``notes``."""
    put(root / "exercises/notes/exercise.yaml", exercise)
    put(root / "exercises/notes/starter.py", starter)
    put(root / "solutions/notes/hidden.yaml", hidden)
    for name, text in ({"good.py": GOOD} if references is None else references).items():
        put(root / "solutions/notes/reference" / name, text)
    for name, text in rejected.items():
        put(root / "solutions/notes/rejected" / name, text)
    if checks:
        put(root / "solutions/notes/checks.py", checks)
    return root


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
