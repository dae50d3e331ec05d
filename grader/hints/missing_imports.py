"""A name or a package that is not there: where it is imported from, or that it is not needed here."""

from __future__ import annotations

from collections.abc import Iterable

from grader.hints.rule import HintRule, Module

_NAMES = {
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
_PLAIN_MODULES = "json math os random re sqlalchemy sys time uuid"
_SESSIONS = "db db_session session"

_NO_MODULE = "No module named "
_INSTALLED = "fastapi psycopg psycopg2 sqlalchemy"
_DEBUGGERS = "icecream ipdb IPython pdbpp ptpython pudb snoop"
_COMMAND_LINE = (
    "art blessed click colorama colored cowsay docopt emoji fire inquirer prettytable prompt_toolkit pick pyfiglet"
    " PyInquirer questionary rich simple_term_menu tabulate termcolor texttable tqdm typer"
)
_MADE_UP = "factory faker mimesis names"
_DRIVERS = "aiosqlite asyncmy asyncpg cx_Oracle mysql MySQLdb oracledb pg8000 pymysql pymssql pyodbc"
_SERVERS = "gunicorn hypercorn uvicorn"
_SETTINGS = "decouple dotenv environs pydantic_settings"
_OTHER_WAYS = "flask_sqlalchemy peewee pony sqlmodel"
_OWN_FILES = (
    "app base config conf connection constants controllers core crud data database db engine functions helpers lib main"
    " model models queries repository routers schema schemas seed services session settings utils views"
)


def _one_of(names: str) -> str:
    """A pattern for any of the names, as ``name``; ``Text`` is another one than ``text``."""
    return f"(?P<name>(?-i:{'|'.join(names.split())}))"


def _package(names: str, hint: str, example: str) -> HintRule:
    """Packages that are not installed, or modules in them."""
    return HintRule("ModuleNotFoundError", rf"{_NO_MODULE}'{_one_of(names)}(\.[\w.]*)?'", hint, example)


def _import_from(module: str, names: str) -> Iterable[HintRule]:
    """Names of a module that are used without an import, or imported from another module."""
    first = names.partition(" ")[0]
    yield HintRule(
        "NameError",
        f"name '{_one_of(names)}' is not defined",
        f"The import is missing: from {module} import {{name}}.",
        f'eval("{first}", {{}})',
    )
    yield HintRule(
        "ImportError",
        rf"cannot import name '{_one_of(names)}' from '(?!{module}')",
        f"{{name}} is in another module: from {module} import {{name}}.",
        f"from string import {first}",
    )


RULES = (
    # ---- modules
    HintRule(
        "ModuleNotFoundError",
        rf"{_NO_MODULE}'(?P<module>{_one_of(_INSTALLED)}(\.[\w.]*)?)'",
        "{name} has no module {module}: look at the spelling, and at where the lesson imports the name from.",
        "import sqlalchemy.declarative",
    ),
    HintRule(
        "ModuleNotFoundError",
        r"there is no (?P<file>\S+\.py)$",
        "{file} was not handed in: hand in the whole folder. If it is there, compare its name with that of the import,"
        " small and capital letters too.",
        """raise ModuleNotFoundError("No module named 'shop.tables': there is no shop/tables.py")""",
    ),
    _package(
        _DEBUGGERS,
        "{name} is for debugging, and nothing needs it here: remove the import and the lines that use it.",
        "import pudb",
    ),
    _package(
        _COMMAND_LINE,
        "{name} is for the command line, and nothing needs it here: remove the import, or put it under if __name__ == '__main__': with what uses it.",
        "from PyInquirer import prompt",
    ),
    _package(
        _MADE_UP,
        "{name} makes up data, and the checks bring data of their own: remove the import and the lines that use it.",
        "import mimesis.locales",
    ),
    _package(
        _DRIVERS,
        "{name} is not needed: whatever its URL, every engine is connected to PostgreSQL here. Remove the import.",
        "import cx_Oracle",
    ),
    _package(
        _SERVERS,
        "{name} starts a server, and the checks ask the application itself: put the import under"
        " if __name__ == '__main__': with what uses it.",
        "import hypercorn",
    ),
    _package(
        _SETTINGS,
        "{name} is not needed: whatever its URL, every engine is connected to PostgreSQL here. Remove the import and the lines that use it.",
        "from environs import Env",
    ),
    _package(
        _OTHER_WAYS,
        "{name} is another way to define models, and is not installed here: take SQLAlchemy itself, with a Base from declarative_base() or DeclarativeBase.",
        "from pony.orm import Database",
    ),
    _package(
        _OWN_FILES,
        "Is {name} a file or folder of your own? Hand it in too: the whole folder, not one file of it. Between files of"
        " a folder within it, write from .{name} import ...",
        "from models import User",
    ),
    HintRule(
        "ModuleNotFoundError",
        rf"{_NO_MODULE}'(?P<name>\w+)[\w.]*'",
        "{name} is not installed where the exercise is graded. Remove the import if the exercise does not need it; if"
        " it is a file of your own, hand in the whole folder.",
        "import numpy.linalg",
    ),
    HintRule(
        "ModuleNotFoundError",
        "",
        "That package is not installed where the exercise is graded. Remove the import if the exercise does not need"
        " it; if it is a file of your own, hand in the whole folder.",
        '__import__("my-models")',
    ),
    # ---- names that a module does not have
    HintRule(
        "ImportError",
        r"cannot import name '\w+' from .*circular import",
        "The import goes in a circle. Do two files import each other? Put what both need into a third one. Or has the"
        " file the name of the package that it imports? Then call it something else.",
        Module("from submission import User"),
    ),
    *(rule for module, names in _NAMES.items() for rule in _import_from(module, names)),
    HintRule(
        "ImportError",
        r"cannot import name '(?P<name>\w+)' from '?(?P<module>[\w.]+)",
        "{module} has no {name}: look at the spelling, and at capital letters.",
        "from sqlalchemy.orm import Sesion",
    ),
    HintRule(
        "ImportError",
        r"(?P<package>[\w.-]+) is not installed",
        "{package} is not installed where the exercise is graded: leave out what needs it.",
        """
        from pydantic import BaseModel, EmailStr
        class UserIn(BaseModel):
            email: EmailStr
        """,
    ),
    # ---- names that are used and not there
    HintRule(
        "NameError",
        f"name '{_one_of(_PLAIN_MODULES)}' is not defined",
        "The import is missing: import {name}.",
        "json.dumps({})",
    ),
    HintRule(
        "NameError",
        f"name '{_one_of(_SESSIONS)}' is not defined",
        "There is no {name} here: let the function take it as a parameter, or make one at the top of the file.",
        'db.add(User(name="Ada"))',
    ),
    HintRule(
        "NameError",
        r"name '(?P<name>\w+)' is not defined",
        "{name} is not defined where it is used: is it misspelt, not imported, or made only further down or inside of"
        " another function?",
        'Usr(name="Ada")',
    ),
)
