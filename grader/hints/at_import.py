"""Errors that come while the module is imported: no row is there yet, and perhaps no table."""

from __future__ import annotations

from grader.hints.rule import HintRule, Module

_NO_ROWS = (
    "When the module is imported, the tables are empty: a query finds no row, and first() and get() give None. Put what"
    " needs rows under if __name__ == '__main__':, or into a function."
)
_MODELS = """\
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase):
    pass

class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

engine = create_engine("sqlite:///blog.db")
session = Session(engine)
"""
_TABLES = _MODELS + "Base.metadata.create_all(engine)\n"

RULES = (
    HintRule(
        "BaseException",
        "",
        "The module is imported here, and not started with arguments: put what reads sys.argv under if __name__ == '__main__':",
        Module("import sys\npath = sys.argv[1]"),
        line=r"sys\.argv",
    ),
    HintRule(
        "AttributeError",
        "'NoneType' object",
        _NO_ROWS,
        Module(_TABLES + "admin = session.scalars(select(User)).first()\nprint(admin.name)"),
    ),
    HintRule(
        "TypeError",
        "'?NoneType'? object",
        _NO_ROWS,
        Module(_TABLES + "row = session.execute(select(User.id)).first()\nprint(row[0])"),
        others=(Module(_TABLES + "user, = session.execute(select(User)).first()"),),
    ),
    HintRule(
        "UnmappedInstanceError",
        "NoneType",
        _NO_ROWS,
        Module(_TABLES + "session.delete(session.get(User, 1))"),
    ),
    HintRule("NoResultFound", "", _NO_ROWS, Module(_TABLES + "admin = session.scalars(select(User)).one()")),
    HintRule("IndexError", "", _NO_ROWS, Module(_TABLES + "admin = session.scalars(select(User)).all()[0]")),
    HintRule(
        "UndefinedTable",
        "",
        "The tables are not there yet when the module is imported. Put what needs them under"
        " if __name__ == '__main__':, or behind Base.metadata.create_all(engine).",
        Module(_MODELS + "users = session.scalars(select(User)).all()"),
    ),
    HintRule(
        "NoSuchTableError",
        "",
        "Nothing has made that table: the database is empty here when the module is imported, whatever alembic or"
        " another program made elsewhere. Write the table as a class with its columns.",
        Module(
            _MODELS + 'from sqlalchemy import Table\nTable("orders", Base.metadata, autoload_with=engine)'
        ),
    ),
)
