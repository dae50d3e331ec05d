"""Well-known errors in words: what an exception of SQLAlchemy, a driver or Python means, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Finding
from grader.worker.protocol import Frame, Raised, Where


@dataclass(frozen=True)
class _Known:
    """``type`` is a class in the exception's MRO, ``text`` a part of its message."""

    type: str
    text: str
    hint: str


_KNOWN: Sequence[_Known] = (
    _Known(
        "DetachedInstanceError",
        "",
        "The object outlived its session. Load what you need before the session ends (selectinload or joinedload),"
        " or create the session with expire_on_commit=False.",
    ),
    _Known(
        "ArgumentError",
        "Textual SQL expression",
        "SQLAlchemy 2 takes raw SQL only as text: from sqlalchemy import text, then text('SELECT ...').",
    ),
    _Known(
        "ObjectNotExecutableError",
        "",
        "SQLAlchemy 2 takes raw SQL only as text: from sqlalchemy import text, then text('SELECT ...').",
    ),
    _Known(
        "InvalidRequestError",
        "already attached to session",
        "The object belongs to another session. Use one session for both, or bring it over with session.merge(...).",
    ),
    _Known(
        "UnboundExecutionError",
        "",
        "That session belongs to no engine. Is Session the class of sqlalchemy.orm here, imported over the one that was"
        " made with sessionmaker or scoped_session? Give the one you made another name.",
    ),
    _Known(
        "PendingRollbackError",
        "",
        "An earlier error left the transaction broken. Call session.rollback() where you catch the error.",
    ),
    _Known(
        "InvalidRequestError",
        "unique() method must be invoked",
        "joinedload of a collection repeats rows in 2.x style: add .unique() before .scalars().all(), or use selectinload.",
    ),
    _Known(
        "MultipleResultsFound",
        "",
        "The query gives several rows. Use .first(), or filter until one row is left.",
    ),
    _Known(
        "NoResultFound", "", "The query gives no row. Use .first() or .one_or_none() where that may happen."
    ),
    _Known(
        "NoForeignKeysError",
        "",
        "SQLAlchemy finds no foreign key between the two tables: add ForeignKey('table.column') to the child's column.",
    ),
    _Known(
        "AmbiguousForeignKeysError",
        "",
        "Several foreign keys link the two tables: say which with foreign_keys=... in the relationship.",
    ),
    _Known(
        "NoReferencedTableError",
        "",
        "ForeignKey('...') names the table, not the class: it must be the other model's __tablename__.",
    ),
    _Known(
        "InvalidRequestError",
        "failed to locate a name",
        "relationship('...') names the other class exactly as it is written: look for a typing error.",
    ),
    _Known(
        "InvalidRequestError",
        "has no property",
        "back_populates names the attribute on the other class: both sides must name each other.",
    ),
    _Known(
        "InvalidRequestError",
        "is already defined for this MetaData",
        "Two classes have the same __tablename__: rename one, or remove the copy.",
    ),
    _Known(
        "MappedAnnotationError",
        "",
        "Annotate the attribute as Mapped[...], or write __allow_unmapped__ = True in the base class.",
    ),
    _Known(
        "NotNullViolation",
        "",
        "A column that may not be NULL got no value: is it set, and is the object linked to its parent?",
    ),
    _Known("IntegrityError", "UniqueViolation", "That value is there already, and the column is unique."),
    _Known("IntegrityError", "NotNullViolation", "A column that may not be NULL got no value."),
    _Known("IntegrityError", "ForeignKeyViolation", "The row that the foreign key points to is not there."),
    _Known(
        "ProgrammingError",
        "can't adapt type",
        "An object was given where the database needs a plain value: pass its id, not the object.",
    ),
    _Known(
        "ProgrammingError",
        "UndefinedTable",
        "There is no such table: is the model's metadata the one of your Base?",
    ),
    _Known(
        "ProgrammingError",
        "SyntaxError",
        "PostgreSQL does not understand the SQL. Values do not belong into the text: bind them as :name parameters.",
    ),
    _Known(
        "DataError", "", "PostgreSQL refuses the value for the column's type; SQLite would have taken it."
    ),
    _Known(
        "TimeoutError",
        "QueuePool limit",
        "Sessions are opened and never closed, so the pool is empty: use `with`.",
    ),
    _Known("EOFError", "", "input() has nobody to ask here. Take values as parameters instead."),
    _Known(
        "SystemExit",
        "",
        "sys.exit() or exit() ends the program, and with it the grading. Return instead, or raise an error.",
    ),
    _Known("KeyboardInterrupt", "", "The program interrupts itself."),
    _Known("NotImplementedError", "", "This part is not written yet."),
    _Known(
        "ModuleNotFoundError",
        "",
        "That package is not installed where the exercise is graded. Leave out what the exercise does not need.",
    ),
    _Known("SyntaxError", "", "Python cannot read the file. Look at the line, and at the one before it."),
    _Known(
        "MemoryError",
        "",
        "The program wants more memory than it may have: is something loaded or built without end?",
    ),
    _Known("RecursionError", "", "A function calls itself without end."),
)


def hint_for(raised: Raised) -> str | None:
    """The next step for a well-known error."""
    for known in _KNOWN:
        if known.type in raised.bases and known.text.lower() in raised.message.lower():
            return known.hint
    return None


def finding(what: str, raised: Raised, expected: str | None = None) -> Finding:
    """An exception that should not have come, as a finding: ``what`` raised it."""
    return Finding(
        message=f"{what} raised {raised.type}",
        expected=expected,
        actual=_traceback(raised),
        hint=hint_for(raised),
        where=where(raised),
    )


def where(raised: Raised) -> Where | None:
    """The innermost line of the submission in the traceback."""
    return raised.frames[-1].where if raised.frames else None


def _traceback(raised: Raised) -> str:
    lines = [_frame(frame) for frame in raised.frames[-6:]]
    return "\n".join([*lines, f"{raised.type}: {raised.message}" if raised.message else raised.type])


def _frame(frame: Frame) -> str:
    source = f"\n    {frame.source.strip()}" if frame.source.strip() else ""
    return f"{frame.where.file}:{frame.where.line}, in {frame.function}{source}"
