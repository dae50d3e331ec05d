"""Well-known errors in words: what an exception of SQLAlchemy, a driver or Python means, and the next step."""

from __future__ import annotations

from grader.hints import missing_imports, old_releases, postgres
from grader.hints.rule import (
    Known,
    first_hint,
    is_at_import,
    searched,
)
from grader.model import Finding
from grader.worker.protocol import Frame, Raised, Where

_NO_ROWS = (
    "When the module is imported, the tables are empty: a query finds no row, and first() and get() give None. Put what"
    " needs rows under if __name__ == '__main__':, or into a function."
)
_AT_IMPORT = (
    Known("AttributeError", "'NoneType' object", _NO_ROWS),
    Known("TypeError", "'?NoneType'? object", _NO_ROWS),
    Known("UnmappedInstanceError", "NoneType", _NO_ROWS),
    Known("NoResultFound", "", _NO_ROWS),
    Known("IndexError", "", _NO_ROWS),
    Known(
        "UndefinedTable",
        "",
        "The tables are not there yet when the module is imported. Put what needs them under"
        " if __name__ == '__main__':, or behind Base.metadata.create_all(engine).",
    ),
)
_NO_ARGUMENTS = "The module is imported here, and not started with arguments: put what reads sys.argv under if __name__ == '__main__':"
_SQLALCHEMY = (
    # ---- sessions and their objects
    Known(
        "DetachedInstanceError",
        "",
        "The object outlived its session. Load what you need before the session ends (selectinload or joinedload),"
        " or create the session with expire_on_commit=False.",
    ),
    Known(
        "InvalidRequestError",
        "already attached to session",
        "Two sessions share this object: one has loaded or added it, and here another one takes it. Use one session for"
        " both: the parameter, or the one at the top of the file, and never now this, now that. session.merge(...)"
        " brings a copy over.",
    ),
    Known(
        "UnboundExecutionError",
        "",
        "That session belongs to no engine. Was it made with sessionmaker(bind=engine)? Or is Session the class of"
        " sqlalchemy.orm here, imported over the one that you made? Then give yours another name.",
    ),
    Known(
        "PendingRollbackError",
        "",
        "An earlier error left the transaction broken. Call session.rollback() where you catch the error.",
    ),
    Known(
        "UnmappedInstanceError",
        "NoneType",
        "The session was given None: get() and first() give None where there is no row. Ask for that before you go on.",
    ),
    Known(
        "UnmappedInstanceError",
        "was a class .* supplied",
        "The session takes objects, not their class: make one with User(...), or find one with a query.",
    ),
    Known(
        "UnmappedInstanceError",
        r"builtins\.(list|tuple|set)",
        "The session takes one object at a time: add_all(...) for a list, or a loop.",
    ),
    Known(
        "InvalidRequestError",
        "is not persist(ed|ent)",
        "Only an object that is stored can be deleted or refreshed: take it from a query, or commit it first.",
    ),
    Known(
        "TypeError",
        "'(Session|scoped_session)' object is not callable",
        "That is a session already, and not what makes sessions: use it as it is, without the brackets.",
    ),
    Known(
        "AttributeError",
        "'sessionmaker' object has no attribute",
        "A sessionmaker only makes sessions: session = Session(), and then session.query(...).",
    ),
    Known(
        "AttributeError",
        r"'(_GeneratorContextManager|generator)' object has no attribute",
        "That is not the session yet: a function with yield gives it inside of a block, with get_session() as session:",
    ),
    Known(
        "TypeError",
        "'generator' object does not support the context manager",
        "The function with the yield needs @contextmanager above it (from contextlib import contextmanager).",
    ),
    Known(
        "AttributeError",
        "type object '[^']+' has no attribute 'query'",
        "Model.query comes with Flask-SQLAlchemy. Here it is session.query(Model).",
    ),
    Known(
        "TimeoutError",
        "QueuePool limit",
        "Sessions are opened and never closed, so the pool is empty: use `with`.",
    ),
    # ---- queries
    Known(
        "ArgumentError",
        "List argument must consist only of",
        "In text() write :name for a value, not ?, and pass {{'name': value}} beside it.",
    ),
    Known(
        "TypeError",
        "Boolean value of this clause is not defined",
        "and, or, not and if of Python do not work on columns: write and_(...), or_(...), not_(...), or & | ~ with each"
        " condition in brackets.",
    ),
    Known(
        "InvalidRequestError",
        r"unique\(\) method must be invoked",
        "joinedload of a collection repeats rows in 2.x style: add .unique() before .scalars().all(), or use selectinload.",
    ),
    Known(
        "InvalidRequestError",
        "being called on a Query which already has LIMIT or OFFSET",
        "limit() comes last: filter and order before it.",
    ),
    Known(
        "MultipleResultsFound",
        "",
        "The query gives several rows. Use .first(), or filter until one row is left.",
    ),
    Known(
        "NoResultFound", "", "The query gives no row. Use .first() or .one_or_none() where that may happen."
    ),
    Known(
        "ProgrammingError",
        "can't adapt type",
        "An object was given where the database needs a plain value: pass its id, not the object.",
    ),
    Known(
        "StatementError",
        r"Not a boolean value|is not None, True, or False",
        "A Boolean takes True or False. A text such as 'yes' or 'true' is neither: compare it first.",
    ),
    Known(
        "InvalidRequestError",
        "Entity namespace for .* has no property",
        "filter_by takes the names of the model's attributes: look at the spelling.",
    ),
    Known(
        "AttributeError",
        r"Neither '\w+' object nor '\w+' object associated with (?P<path>[\w.]+) has an attribute '(?P<name>\w+)'",
        "In a query, {path} has no {name}: look at the spelling. And what stands behind a relationship comes in with a join:"
        " join({path}), and then the other model's column.",
    ),
    Known(
        "ArgumentError",
        "Column expression, FROM clause.* expected, got <class",
        "That class is no model: does it inherit from Base, and is it the class and not its table?",
    ),
    # ---- models
    Known(
        "NoForeignKeysError",
        "",
        "SQLAlchemy finds no foreign key between the two tables: add ForeignKey('table.column') to the child's column.",
    ),
    Known(
        "AmbiguousForeignKeysError",
        "",
        "Several foreign keys link the two tables: say which with foreign_keys=... in the relationship.",
    ),
    Known(
        "NoReferencedTableError",
        "",
        "ForeignKey('...') names the table, not the class: it must be the other model's __tablename__.",
    ),
    Known(
        "InvalidRequestError",
        "failed to locate a name",
        "relationship('...') names the other class exactly as it is written: look for a typing error.",
    ),
    Known(
        "InvalidRequestError",
        "has no property",
        "back_populates names the attribute on the other class: both sides must name each other.",
    ),
    Known(
        "ArgumentError",
        "property of that name exists on mapper",
        "backref makes the other side by itself, and that is written out too: take back_populates on both sides, or"
        " backref on one and nothing on the other.",
    ),
    Known(
        "InvalidRequestError",
        "is already defined for this MetaData",
        "Two classes have the same __tablename__: rename one, or remove the copy.",
    ),
    Known(
        "InvalidRequestError",
        "does not have a __table__ or __tablename__",
        "A model needs the name of its table: __tablename__ = '...', with two underscores on either side.",
    ),
    Known(
        "ArgumentError",
        "could not assemble any primary key",
        "A model needs a primary key: give one column primary_key=True.",
    ),
    Known(
        "ArgumentError",
        "String column name or Column object .* expected, got <class",
        "ForeignKey('...') names the table and its column, in quotes: ForeignKey('users.id').",
    ),
    Known(
        "TypeError",
        "is not list-like",
        "That relationship is a list: append(...) to it, or assign a list.",
    ),
    Known(
        "ArgumentError",
        "Could not parse SQLAlchemy URL|Expected string or URL object",
        "The URL of an engine looks like postgresql://user:password@localhost:5432/name: is a variable of it not set?",
    ),
    Known(
        "MappedAnnotationError",
        "",
        "Annotate the attribute as Mapped[...], or write __allow_unmapped__ = True in the base class.",
    ),
    Known(
        "AttributeError",
        r"type object '(?P<model>\w+)' has no attribute '(?P<name>\w+)'",
        "{model} has no {name}: look at the spelling.",
    ),
    Known(
        "TypeError",
        r"'(?P<name>\w+)' is an invalid keyword argument for (?P<model>\w+)",
        "{model} has no attribute {name}: look at the spelling.",
    ),
    Known(
        "TypeError",
        r"\b__init__\(\) (got an unexpected|missing|takes)",
        "A model takes its values by the names of its columns, as in User(name=...). An __init__ of its own must take them"
        " so, too, or be left out: the Base has one.",
    ),
)
_PYTHON = (
    Known(
        "AttributeError",
        "'NoneType' object has no attribute",
        "None has no attributes. get() and first() give None where there is no row, and so does a function without"
        " return: ask for that before you go on.",
    ),
    Known(
        "AttributeError",
        "'(?P<type>int|str)' object has no attribute",
        "That is {type}, and no object of a model. Is it an id, or a name? A query or session.get(Model, id) gives the"
        " object.",
    ),
    Known("EOFError", "", "input() has nobody to ask here. Take values as parameters instead."),
    Known("BdbQuit", "", "A debugger waits here, and nobody is there: remove breakpoint() or set_trace()."),
    Known(
        "SystemExit",
        "",
        "sys.exit() or exit() ends the program, and with it the grading. Return instead, or raise an error.",
    ),
    Known("KeyboardInterrupt", "", "The program interrupts itself."),
    Known("NotImplementedError", "", "This part is not written yet."),
    Known("SyntaxError", "", "Python cannot read the file. Look at the line, and at the one before it."),
    Known(
        "MemoryError",
        "",
        "The program wants more memory than it may have: is something loaded or built without end?",
    ),
    Known("RecursionError", "", "A function calls itself without end."),
)


def hint_for(raised: Raised) -> str | None:
    """The next step for a well-known error."""
    raised = searched(raised)
    return (
        _at_import(raised)
        or old_releases.hint_for(raised)
        or first_hint(_SQLALCHEMY, raised)
        or postgres.hint_for(raised)
        or missing_imports.hint_for(raised)
        or first_hint(_PYTHON, raised)
    )


def _at_import(raised: Raised) -> str | None:
    if not is_at_import(raised):
        return None
    if "sys.argv" in raised.frames[-1].source:
        return _NO_ARGUMENTS
    return first_hint(_AT_IMPORT, raised)


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
