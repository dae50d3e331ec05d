"""Errors in words: what a well-known one means, where it is, and the next step."""

from __future__ import annotations

import pytest

from grader.hints import explain
from grader.worker.protocol import Frame, Raised, Where
from tests.support.evidence import raised


def error(kind: str, message: str = "", *bases: str) -> Raised:
    told = raised(kind, message, bases).raised
    assert told
    return told


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (error("DetachedInstanceError"), "selectinload"),
        (error("ArgumentError", "Textual SQL expression 'SELECT 1' should be declared as text()"), "text("),
        (error("ObjectNotExecutableError"), "text("),
        (error("InvalidRequestError", "Object is already attached to session '2'"), "session.merge"),
        (error("UnboundExecutionError", "", "InvalidRequestError"), "another name"),
        (error("PendingRollbackError", "", "InvalidRequestError"), "rollback()"),
        (error("InvalidRequestError", "The unique() method must be invoked on this Result"), ".unique()"),
        (error("MultipleResultsFound"), ".first()"),
        (error("NoResultFound"), "one_or_none"),
        (error("NoForeignKeysError"), "ForeignKey("),
        (error("AmbiguousForeignKeysError"), "foreign_keys="),
        (error("NoReferencedTableError"), "__tablename__"),
        (error("InvalidRequestError", "expression 'Auhtor' failed to locate a name"), "typing error"),
        (error("InvalidRequestError", "Mapper has no property 'book'"), "back_populates"),
        (
            error("InvalidRequestError", "Table 'x' is already defined for this MetaData instance"),
            "__tablename__",
        ),
        (error("ProgrammingError", "(psycopg2.ProgrammingError) can't adapt type 'Author'"), "its id"),
        (error("DataError", "", "DatabaseError"), "SQLite"),
        (error("UnmappedInstanceError", "Class 'builtins.NoneType' is not mapped"), "get() and first()"),
        (error("UnmappedInstanceError", "Class 'builtins.list' is not mapped"), "add_all"),
        (
            error("AttributeError", "'_GeneratorContextManager' object has no attribute 'add'"),
            "with get_session()",
        ),
        (
            error("TypeError", "'generator' object does not support the context manager protocol"),
            "@contextmanager",
        ),
        (error("AttributeError", "type object 'User' has no attribute 'query'"), "session.query("),
        (error("ArgumentError", "List argument must consist only of dictionaries"), ":name"),
        (error("TypeError", "Boolean value of this clause is not defined"), "and_("),
        (
            error(
                "InvalidRequestError",
                "Query.filter() being called on a Query which already has LIMIT or OFFSET",
            ),
            "last",
        ),
        (error("StatementError", "(builtins.TypeError) Not a boolean value: 'yes'"), "True or False"),
        (
            error("ArgumentError", "Error creating backref 'user': property of that name exists on mapper"),
            "backref",
        ),
        (
            error("InvalidRequestError", "Class User does not have a __table__ or __tablename__"),
            "__tablename__",
        ),
        (error("ArgumentError", "Mapper could not assemble any primary key columns"), "primary_key=True"),
        (error("TypeError", "'nmae' is an invalid keyword argument for User"), "User has no attribute nmae"),
        (error("TypeError", "__init__() got an unexpected keyword argument 'name'"), "names of its columns"),
        (
            error("TypeError", "User.__init__() missing 1 required positional argument: 'x'"),
            "names of its columns",
        ),
        (error("AttributeError", "'NoneType' object has no attribute 'name'"), "where there is no row"),
        (error("AttributeError", "'int' object has no attribute 'name'"), "session.get(Model, id)"),
        (
            error("UnmappedInstanceError", "Class 'X' is not mapped; was a class (User) supplied where"),
            "User(...)",
        ),
        (error("InvalidRequestError", "Instance '<User at 0x…>' is not persisted"), "stored"),
        (error("TypeError", "'Session' object is not callable"), "without the brackets"),
        (error("AttributeError", "'sessionmaker' object has no attribute 'query'"), "session = Session()"),
        (error("InvalidRequestError", 'Entity namespace for "users" has no property "nam"'), "filter_by"),
        (
            error(
                "AttributeError",
                "Neither 'InstrumentedAttribute' object nor 'Comparator' object associated with Post.author has an"
                " attribute 'name'",
            ),
            "join(Post.author)",
        ),
        (
            error("ArgumentError", "Column expression, FROM clause, or ... expected, got <class 'A'>."),
            "from Base",
        ),
        (
            error(
                "ArgumentError", "String column name or Column object for ... expected, got <class 'User'>."
            ),
            "'users.id'",
        ),
        (error("TypeError", "Incompatible collection type: Message is not list-like"), "append("),
        (error("ArgumentError", "Expected string or URL object, got None"), "postgresql://"),
        (error("AttributeError", "type object 'User' has no attribute 'nmae'"), "User has no nmae"),
        (
            error("TypeError", "MetaData.__init__() got an unexpected keyword argument 'bind'"),
            "create_all(engine)",
        ),
        (
            error("TypeError", "declarative_base() takes 0 positional arguments but 1 was given"),
            "create_all(engine)",
        ),
        (
            error("TypeError", "MetaData.create_all() missing 1 required positional argument: 'bind'"),
            "create_all(engine)",
        ),
        (error("AttributeError", "'Engine' object has no attribute 'execute'"), "engine.connect()"),
        (error("CompileError", "Can't resolve label reference for ORDER BY / GROUP BY"), "desc()"),
        (
            error("ArgumentError", "got [<class 'User'>]. Did you mean to say select(<class 'User'>)?"),
            "select(User)",
        ),
        (error("ArgumentError", 'The "whens" argument to case(), when referring to a sequence'), "else_="),
        (
            error("ArgumentError", "Strings are not accepted for attribute names in loader options"),
            "joinedload(",
        ),
        (
            error("ArgumentError", "Join target, typically a FROM expression, ... expected, got 'ms'."),
            "join(User.",
        ),
        (error("ArgumentError", "autocommit=True is no longer supported"), "commit()"),
        (
            error("TypeError", "Invalid argument(s) 'convert_unicode','encoding' sent to create_engine()"),
            "'encoding' any",
        ),
        (error("TypeError", "tuple indices must be integers or slices, not str"), "mappings()"),
        (
            error("TypeError", "cannot convert dictionary update sequence element #0 to a sequence"),
            "mappings()",
        ),
        (error("BdbQuit"), "breakpoint()"),
        (error("TimeoutError", "QueuePool limit of size 5 overflow 10 reached"), "never closed"),
        (error("EOFError"), "parameters"),
        (error("SystemExit"), "Return"),
        (error("NotImplementedError", "", "RuntimeError"), "not written"),
        (error("IndentationError", "", "SyntaxError"), "cannot read"),
        (error("MyOwnError", "", "DataError", "DatabaseError"), "SQLite"),
    ],
)
def test_hint(told: Raised, words: str) -> None:
    """A well-known error is explained by its class, or by one that it inherits from, and by its message."""
    assert words in (explain.hint_for(told) or "")


def at_import(kind: str, message: str, source: str = "print(admin.name)") -> Raised:
    return Raised(kind, (kind,), message, (Frame(Where("ada.py", 7), "<module>", source),))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (at_import("AttributeError", "'NoneType' object has no attribute 'name'"), "tables are empty"),
        (at_import("TypeError", "'NoneType' object is not subscriptable"), "tables are empty"),
        (at_import("TypeError", "cannot unpack non-iterable NoneType object"), "tables are empty"),
        (at_import("IndexError", "list index out of range"), "tables are empty"),
        (at_import("NoResultFound", "No row was found when one was required"), "tables are empty"),
        (at_import("IndexError", "list index out of range", "path = sys.argv[1]"), "sys.argv"),
        (at_import("ProgrammingError", "(psycopg2.errors.UndefinedTable) relation"), "create_all(engine)"),
    ],
)
def test_hint_at_import(told: Raised, words: str) -> None:
    """While the module is read there are no rows, and perhaps no tables: that is what the finding says then."""
    assert words in (explain.hint_for(told) or "")


def test_hint_in_a_function() -> None:
    """A list that is too short in a function says nothing about the import."""
    frame = Frame(Where("ada.py", 7), "newest", "return users[0]")
    assert (
        explain.hint_for(Raised("IndexError", ("IndexError",), "list index out of range", (frame,))) is None
    )


@pytest.mark.parametrize("told", [error("ValueError", "no"), error("InvalidRequestError", "something else")])
def test_no_hint(told: Raised) -> None:
    """An error that may mean anything is not explained away."""
    assert explain.hint_for(told) is None


def test_finding() -> None:
    """An error is told with the last lines of the submission that it went through, the innermost as its place."""
    frames = tuple(Frame(Where("ada.py", i), f"f{i}", f"  call({i})") for i in range(1, 10))
    finding = explain.finding(
        "`borrow(...)`", Raised("ValueError", ("ValueError",), "no book", frames), "a loan"
    )
    assert "`borrow(...)` raised ValueError" == finding.message
    assert "a loan" == finding.expected
    assert Where("ada.py", 9) == finding.where
    lines = (finding.actual or "").splitlines()
    assert ["ada.py:4, in f4", "    call(4)"] == lines[:2]
    assert "ValueError: no book" == lines[-1]


def test_finding_without_frames() -> None:
    """An error from outside the submission has no place in it, and without a message is its class alone."""
    finding = explain.finding("This", Raised("ValueError", ("ValueError",), "", ()))
    assert (None, "ValueError") == (finding.where, finding.actual)
