"""A name or a package that is not there, in words: where it is imported from, or that it is not needed here."""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.worker.protocol import Raised

_NAMES: Mapping[str, str] = {
    "sqlalchemy": "and_ asc BigInteger Boolean case cast CheckConstraint Column create_engine Date DateTime delete desc"
    " distinct exists extract Float ForeignKey func Index insert inspect Integer MetaData not_ Numeric or_ select"
    " String Table Text text UniqueConstraint update",
    "sqlalchemy.orm": "aliased backref contains_eager declarative_base DeclarativeBase joinedload lazyload Mapped"
    " mapped_column object_session relationship scoped_session selectinload Session sessionmaker subqueryload validates",
    "sqlalchemy.exc": "DatabaseError IntegrityError InvalidRequestError MultipleResultsFound NoResultFound"
    " OperationalError SQLAlchemyError",
    "sqlalchemy.orm.exc": "DetachedInstanceError",
    "sqlalchemy.ext.hybrid": "hybrid_method hybrid_property",
    "sqlalchemy.ext.associationproxy": "association_proxy",
    "contextlib": "contextmanager",
    "datetime": "date datetime timedelta timezone",
    "collections": "Counter defaultdict",
    "typing": "Any Dict Iterator List Optional Union",
    "fastapi": "APIRouter Body Depends FastAPI HTTPException Query Request Response",
    "pydantic": "BaseModel EmailStr",
}
_MODULE_OF: Mapping[str, str] = {name: module for module, names in _NAMES.items() for name in names.split()}
_PLAIN_MODULES = {"json", "math", "os", "random", "re", "sqlalchemy", "sys", "time", "uuid"}
_SESSIONS = {"db", "db_session", "session"}

_DEBUGGERS = "icecream ipdb IPython pdbpp ptpython pudb snoop"
_COMMAND_LINE = (
    "art blessed click colorama colored cowsay docopt emoji fire inquirer prettytable prompt_toolkit pick pyfiglet"
    " PyInquirer questionary rich simple_term_menu tabulate termcolor texttable tqdm typer"
)
_MADE_UP = "factory faker mimesis names"
_DRIVERS = "aiosqlite asyncmy asyncpg cx_Oracle mysql MySQLdb oracledb pg8000 pymysql pymssql pyodbc"
_SERVERS = "gunicorn hypercorn uvicorn"
_SETTINGS = "decouple dotenv environs"
_OTHER_WAYS = "flask_sqlalchemy peewee pony sqlmodel"

_WHAT_FOR: Mapping[str, str] = {
    name: hint
    for names, hint in (
        (
            _DEBUGGERS,
            "{name} is for debugging, and nothing needs it here: remove the import and the lines that use it.",
        ),
        (
            _COMMAND_LINE,
            "{name} is for the command line, and nothing needs it here: remove the import, or put it under if __name__ == '__main__': with what uses it.",
        ),
        (
            _MADE_UP,
            "{name} makes up data, and the checks bring data of their own: remove the import and the lines that use it.",
        ),
        (
            _DRIVERS,
            "{name} is not needed: whatever its URL, every engine is connected to PostgreSQL here. Remove the import.",
        ),
        (
            _SERVERS,
            "{name} starts a server, and the checks ask the application itself: put the import under"
            " if __name__ == '__main__': with what uses it.",
        ),
        (
            _SETTINGS,
            "{name} is not needed: whatever its URL, every engine is connected to PostgreSQL here. Remove the import and the lines that use it.",
        ),
        (
            _OTHER_WAYS,
            "{name} is another way to define models, and is not installed here: take SQLAlchemy itself, with a Base from declarative_base() or DeclarativeBase.",
        ),
    )
    for name in names.split()
}
_OWN_FILES = (
    "app base config conf connection constants controllers core crud data database db engine functions helpers lib main"
    " model models queries repository routers schema schemas seed services session settings utils views"
)


def hint_for(raised: Raised) -> str | None:
    """The next step for a ``NameError`` or an ``ImportError``."""
    if "ModuleNotFoundError" in raised.bases:
        return _for_module(raised.message)
    if "ImportError" in raised.bases:
        return _for_import(raised.message)
    if "NameError" in raised.bases and "UnboundLocalError" not in raised.bases:
        return _for_name(raised.message)
    return None


def _for_module(message: str) -> str:
    found = re.search(r"No module named '([\w.]+)'", message)
    whole = found[1] if found else "That package"
    name = whole.partition(".")[0]
    if name in ("sqlalchemy", "fastapi", "psycopg2", "psycopg"):
        return f"{name} has no module {whole}: look at the spelling, and at where the lesson imports the name from."
    if name in _WHAT_FOR:
        return _WHAT_FOR[name].format(name=name)
    if name in _OWN_FILES.split():
        return (
            f"Is {name} a file or folder of your own? Hand it in too: the whole folder, not one file of it. Between files of"
            f" a folder within it, write from .{name} import ..."
        )
    return (
        f"{name} is not installed where the exercise is graded. Remove the import if the exercise does not need it; if"
        " it is a file of your own, hand in the whole folder."
    )


def _for_import(message: str) -> str | None:
    found = re.search(
        r"cannot import name '(\w+)' from '?(?:partially initialized module ')?([\w.]+)", message
    )
    if not found:
        return _for_what_is_not_installed(message)
    name, source = found.groups()
    if "circular import" in message:
        return (
            "The import goes in a circle. Do two files import each other? Put what both need into a third one. Or has the"
            " file the name of the package that it imports? Then call it something else."
        )
    module = _MODULE_OF.get(name)
    if module and module != source:
        return f"{name} is in another module: from {module} import {name}."
    return f"{source} has no {name}: look at the spelling, and at capital letters."


def _for_what_is_not_installed(message: str) -> str | None:
    found = re.search(r"([\w.-]+) is not installed", message)
    return (
        f"{found[1]} is not installed where the exercise is graded: leave out what needs it."
        if found
        else None
    )


def _for_name(message: str) -> str | None:
    found = re.search(r"name '(\w+)' is not defined", message)
    if not found:
        return None
    name = found[1]
    if name in _MODULE_OF:
        return f"The import is missing: from {_MODULE_OF[name]} import {name}."
    if name in _PLAIN_MODULES:
        return f"The import is missing: import {name}."
    if name in _SESSIONS:
        return f"There is no {name} here: let the function take it as a parameter, or make one at the top of the file."
    return (
        f"{name} is not defined where it is used: is it misspelt, not imported, or made only further down or inside of"
        " another function?"
    )
