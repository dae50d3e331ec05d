"""A table that cannot be made costs those that refer to it, and no other."""

from __future__ import annotations

import textwrap

import pytest

from tests.support.bench import Bench

BASE = """\
from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import UserDefinedType

class Base(DeclarativeBase):
    pass

class Owner(Base):
    __tablename__ = "owners"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
BAD_CHECK = """\
class Pet(Base):
    __tablename__ = "pets"
    __table_args__ = (CheckConstraint('name != ""'),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
"""
BAD = {
    "a check with wrong quotes": BAD_CHECK,
    "a type that PostgreSQL does not know": """\
class Point(UserDefinedType):
    cache_ok = True
    def get_col_spec(self):
        return "SPOT"
class Pet(Base):
    __tablename__ = "pets"
    id: Mapped[int] = mapped_column(primary_key=True)
    at = mapped_column(Point)
""",
    "a type that SQLAlchemy cannot write": """\
from sqlalchemy.types import TypeEngine
class Pet(Base):
    __tablename__ = "pets"
    id: Mapped[int] = mapped_column(primary_key=True)
    at = mapped_column(TypeEngine())
""",
    "a foreign key that leads to no table": """\
class Pet(Base):
    __tablename__ = "pets"
    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
""",
    "a foreign key that leads to no column": """\
class Pet(Base):
    __tablename__ = "pets"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("owners.pk"))
""",
    "a default that is none": """\
class Pet(Base):
    __tablename__ = "pets"
    id: Mapped[int] = mapped_column(primary_key=True)
    age: Mapped[int] = mapped_column(server_default=text("unknown_word"))
""",
}
TOY = """
class Toy(Base):
    __tablename__ = "a_toys"
    id: Mapped[int] = mapped_column(primary_key=True)
    pet_id: Mapped[int] = mapped_column(ForeignKey("pets.id"))
"""


def made(bench: Bench) -> list[str]:
    with bench.database.reader.reading() as reader:
        found = reader.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [str(name) for (name,) in found]


@pytest.mark.parametrize("bad", BAD)
def test_the_other_tables_are_made(bench: Bench, bad: str) -> None:
    """Whatever one table cannot be made for, the others are there, and the report says which one is not."""
    imported = bench.load(BASE + BAD[bad])
    assert imported.raised is None
    assert ["owners"] == made(bench)
    (failed,) = imported.failed_tables
    assert ("pets", None, None) == (failed.name, failed.schema, failed.needs)
    assert failed.raised.message
    assert [note for note in imported.notes if note.startswith("The table pets cannot be created: ")]


def test_what_refers_to_it_names_it(bench: Bench) -> None:
    """A table that refers to one that cannot be made is told by that one, and is not itself to blame."""
    imported = bench.load(BASE + BAD_CHECK + TOY)
    assert ["owners"] == made(bench)
    assert {"pets": None, "a_toys": "pets"} == {
        failed.name: failed.needs for failed in imported.failed_tables
    }
    assert "The table a_toys cannot be created: it refers to pets, which cannot be created." in imported.notes


def test_tables_that_refer_to_each_other_are_made_beside_it(bench: Bench) -> None:
    """A circle of foreign keys is made together, and what depends on it after it."""
    imported = bench.load(
        BASE
        + BAD_CHECK
        + textwrap.dedent("""
            class A(Base):
                __tablename__ = "z_first"
                id: Mapped[int] = mapped_column(primary_key=True)
                other_id: Mapped[int] = mapped_column(ForeignKey("z_second.id"))
            class B(Base):
                __tablename__ = "z_second"
                id: Mapped[int] = mapped_column(primary_key=True)
                other_id: Mapped[int] = mapped_column(ForeignKey("z_first.id"))
            class C(Base):
                __tablename__ = "a_third"
                id: Mapped[int] = mapped_column(primary_key=True)
                other_id: Mapped[int] = mapped_column(ForeignKey("z_second.id"))
        """)
    )
    assert ["a_third", "owners", "z_first", "z_second"] == made(bench)
    assert ["pets"] == [failed.name for failed in imported.failed_tables]


def test_a_create_all_of_the_modules_own_does_not_end_its_import(bench: Bench) -> None:
    """A module that makes its tables itself is imported, and what it stores in the tables that are there is stored."""
    own = """
engine = create_engine("sqlite:///pets.db")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Owner())
    session.commit()
"""
    imported = bench.load(BASE + BAD_CHECK + own)
    assert imported.raised is None
    assert ["pets"] == [failed.name for failed in imported.failed_tables]
    assert ["owners"] == made(bench)


@pytest.mark.parametrize("own", ["", "\nBase.metadata.create_all(create_engine('sqlite://'))\n"])
def test_where_no_table_can_be_made_its_error_is_the_submissions(bench: Bench, own: str) -> None:
    """Where nothing can be made at all, the submission is told so once."""
    only = BASE.partition("class Owner")[0] + BAD_CHECK
    raised = bench.load(only + own).raised
    assert raised is not None
    assert "ProgrammingError" == raised.type
