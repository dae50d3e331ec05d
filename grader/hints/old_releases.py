"""What SQLAlchemy 1 took and SQLAlchemy 2 does not, as older tutorials have it, in words."""

from __future__ import annotations

from grader.hints.rule import Known, first_hint
from grader.worker.protocol import Raised

_NO_ENGINE = "SQLAlchemy 2 keeps no engine there: give it to sessionmaker(bind=engine), and to Base.metadata.create_all(engine)."
_KNOWN = (
    Known("TypeError", "unexpected keyword argument 'bind'", _NO_ENGINE),
    Known("TypeError", r"declarative_base\(\) takes 0 positional arguments", _NO_ENGINE),
    Known(
        "ArgumentError", "expected schema argument to be a string, got <class 'sqlalchemy.engine", _NO_ENGINE
    ),
    Known(
        "TypeError",
        r"create_all\(\) missing 1 required positional argument: 'bind'",
        "create_all wants to know where: Base.metadata.create_all(engine).",
    ),
    Known(
        "AttributeError",
        "'Engine' object has no attribute 'execute'",
        "Since SQLAlchemy 2 an engine carries nothing out by itself: with engine.connect() as connection: and then"
        " connection.execute(text(...)); or take a session.",
    ),
    Known(
        "ArgumentError",
        "Textual SQL expression",
        "SQLAlchemy 2 takes raw SQL only as text: from sqlalchemy import text, then text('SELECT ...').",
    ),
    Known(
        "ObjectNotExecutableError",
        "",
        "SQLAlchemy 2 takes raw SQL only as text: from sqlalchemy import text, then text('SELECT ...').",
    ),
    Known(
        "CompileError",
        "Can't resolve label reference",
        "order_by takes the column itself: order_by(User.name), or order_by(User.name.desc()) for the other direction.",
    ),
    Known(
        "ArgumentError",
        "Did you mean to say select",
        "select() takes its columns without a list around them: select(User), select(User.id, User.name).",
    ),
    Known(
        "ArgumentError",
        r"\"whens\" argument to case",
        "case() takes its pairs without a list around them: case((condition, value), else_=value).",
    ),
    Known(
        "ArgumentError",
        "Strings are not accepted for attribute names in loader options",
        "Name the attribute itself, without quotes: joinedload(User.messages).",
    ),
    Known(
        "ArgumentError",
        "Join target, .* got '",
        "join() takes the attribute itself, without quotes: join(User.messages).",
    ),
    Known(
        "ArgumentError",
        "autocommit=True is no longer supported",
        "No session commits by itself since SQLAlchemy 2: leave autocommit out, and call commit().",
    ),
    Known(
        "TypeError",
        r"Invalid argument\(s\) (?P<names>'.+') sent to create_engine",
        "create_engine does not know {names} any more, or not for this database: leave it out.",
    ),
    Known(
        "TypeError",
        "tuple indices must be integers or slices, not str",
        "If that is a row: it is read as row.name or row[0]. Rows that are read as row['name'] come from"
        " result.mappings().",
    ),
    Known(
        "TypeError",
        "cannot convert dictionary update sequence element",
        "If that is a row: dict(row._mapping) makes a dict of it, and so does each of result.mappings().",
    ),
)


def hint_for(raised: Raised) -> str | None:
    """The next step for what an older SQLAlchemy would have taken."""
    return first_hint(_KNOWN, raised)
