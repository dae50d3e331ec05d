"""What SQLAlchemy 1 took and SQLAlchemy 2 does not, as older tutorials have it."""

from __future__ import annotations

from grader.hints.rule import HintRule

_NO_ENGINE = (
    "That is SQLAlchemy 1.3. SQLAlchemy 2 keeps no engine there: give it to sessionmaker(bind=engine), and to"
    " Base.metadata.create_all(engine)."
)
RULES = (
    HintRule(
        "TypeError",
        "unexpected keyword argument 'bind'",
        _NO_ENGINE,
        "MetaData(bind=engine)",
    ),
    HintRule(
        "TypeError",
        r"declarative_base\(\) takes 0 positional arguments",
        _NO_ENGINE,
        "declarative_base(engine)",
    ),
    HintRule(
        "ArgumentError",
        "expected schema argument to be a string, got <class 'sqlalchemy.engine",
        _NO_ENGINE,
        "MetaData(engine)",
    ),
    HintRule(
        "TypeError",
        r"create_all\(\) missing 1 required positional argument: 'bind'",
        "create_all needs the engine: Base.metadata.create_all(engine).",
        "Base.metadata.create_all()",
    ),
    HintRule(
        "AttributeError",
        "'Engine' object has no attribute 'execute'",
        "Since SQLAlchemy 2 an engine carries nothing out by itself: with engine.connect() as connection: and then"
        " connection.execute(text(...)); or take a session.",
        'engine.execute("SELECT 1")',
    ),
    HintRule(
        "ArgumentError",
        "Textual SQL expression",
        "SQLAlchemy 2 takes raw SQL only as text: from sqlalchemy import text, then text('SELECT ...').",
        'session.execute("SELECT 1")',
    ),
    HintRule(
        "ObjectNotExecutableError",
        "",
        "SQLAlchemy 2 takes raw SQL only as text: from sqlalchemy import text, then text('SELECT ...').",
        'session.connection().execute("SELECT 1")',
    ),
    HintRule(
        "CompileError",
        "Can't resolve label reference",
        "order_by takes the column itself: order_by(User.name), or order_by(User.name.desc()) for the other direction.",
        'session.scalars(select(User).order_by("-name"))',
    ),
    HintRule(
        "ArgumentError",
        "Did you mean to say select",
        "select() takes its columns without a list around them: select(User), select(User.id, User.name).",
        "select([User])",
    ),
    HintRule(
        "ArgumentError",
        r"\"whens\" argument to case",
        "case() takes its pairs without a list around them: case((condition, value), else_=value).",
        'case([(User.id > 1, "new")], else_="old")',
    ),
    HintRule(
        "ArgumentError",
        "Strings are not accepted for attribute names in loader options",
        "Name the attribute itself, without quotes: joinedload(User.messages).",
        'select(User).options(joinedload("messages"))',
    ),
    HintRule(
        "ArgumentError",
        "Join target, .* got '",
        "join() takes the attribute itself, without quotes: join(User.messages).",
        'session.query(User).join("messages")',
    ),
    HintRule(
        "ArgumentError",
        "autocommit=True is no longer supported",
        "No session commits by itself since SQLAlchemy 2: leave autocommit out, and call commit().",
        "sessionmaker(engine, autocommit=True)()",
    ),
    HintRule(
        "TypeError",
        r"Invalid argument\(s\) (?P<names>'.+') sent to create_engine",
        "create_engine does not know {names} any more, or not for this database: leave it out.",
        'create_engine("postgresql://localhost/blog", convert_unicode=True, encoding="utf-8")',
    ),
    HintRule(
        "TypeError",
        "tuple indices must be integers or slices, not str",
        "If that is a row: it is read as row.name or row[0]. Rows that are read as row['name'] come from"
        " result.mappings().",
        'session.execute(text("SELECT 1 AS id")).one()["id"]',
    ),
    HintRule(
        "TypeError",
        "cannot convert dictionary update sequence element",
        "If that is a row: dict(row._mapping) makes a dict of it, and so does each of result.mappings().",
        'dict(session.execute(text("SELECT 1 AS id")).one())',
    ),
)
