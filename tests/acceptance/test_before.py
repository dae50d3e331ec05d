"""`before:` schemas and extensions are there when a module is imported, and nothing of a run is left in their tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.course import Course
from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.model import CheckGrade, Verdict
from grader.running.tools import Tools
from tests.support import small_course
from tests.support.shell import run

EXERCISE = """\
title: Shop
before: [CREATE SCHEMA shop, CREATE EXTENSION IF NOT EXISTS citext]
models:
  Item:
    schema: shop
    table: items
    columns:
      id: {type: integer, primary_key: true}
      name: {type: text, unique: true}
      maker_id: {type: integer, nullable: true, foreign_key: Maker.id}
    relationships:
      maker: {one: Maker, inverse: items}
      tags: {many: Tag, inverse: items}
  Maker:
    columns: {id: {type: integer, primary_key: true}}
    relationships: {items: {many: Item, inverse: maker}}
  Tag:
    schema: shop
    columns: {id: {type: integer, primary_key: true}}
    relationships: {items: {many: Item, inverse: tags}}
  Stock:
    mapped: false
    schema: shop
    table: stock
    columns: {id: {type: integer, primary_key: true}, amount: integer}
functions:
  find: {parameters: [session, name], returns: Item or null}
  sell: {parameters: [session, name], returns: nothing}
checks:
  - {id: columns, title: Columns, columns: [Item, Tag]}
  - {id: maker, title: Maker, relationship: Item.maker}
  - {id: tags, title: Tags, relationship: Item.tags}
  - id: finds
    title: Finds in any case
    data: [{Item: tea, name: Tea, tags: 2}, {Item: 3}]
    do: [{call: find, with: {name: TEA}, returns: $tea}]
  - id: sells
    title: Sells
    data: [{Item: tea, name: Tea}, {Item: 2}, {Stock: stock, amount: 7}]
    do: [{call: sell, with: {name: tea}}, commit]
    expect: {removed: [$tea], changed: {$stock: {amount: 6}}}
  - id: sells-again
    title: Sells in a database that is as it was
    data: [{Item: tea, name: Tea}, {Item: 2}, {Stock: stock, amount: 7}]
    do: [{call: sell, with: {name: tea}}, commit]
    expect: {removed: [$tea], changed: {$stock: {amount: 6}}}
"""
SHOP = """
from sqlalchemy import Column, ForeignKey, Table, create_engine, select, text
from sqlalchemy.dialects.postgresql import CITEXT
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

engine = create_engine("postgresql://localhost/shop")
SHOP = {"schema": "shop"}

class Base(DeclarativeBase):
    pass

between = Table(
    "item_tags", Base.metadata,
    Column("item_id", ForeignKey("shop.items.id"), primary_key=True),
    Column("tag_id", ForeignKey("shop.tags.id"), primary_key=True),
    schema="shop",
)

class Maker(Base):
    __tablename__ = "makers"
    id: Mapped[int] = mapped_column(primary_key=True)
    items: Mapped[list["Item"]] = relationship(back_populates="maker")

class Item(Base):
    __tablename__ = "items"
    __table_args__ = SHOP
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(CITEXT, unique=True)
    maker_id: Mapped[int | None] = mapped_column(ForeignKey("makers.id"))
    maker: Mapped[Maker | None] = relationship(back_populates="items")
    tags: Mapped[list["Tag"]] = relationship(secondary=between, back_populates="items")

class Tag(Base):
    __tablename__ = "tags"
    __table_args__ = SHOP
    id: Mapped[int] = mapped_column(primary_key=True)
    items: Mapped[list["Item"]] = relationship(secondary=between, back_populates="tags")

class Stock:
    def __init__(self, id, amount):
        self.id, self.amount = id, amount

with engine.begin() as connection:
    connection.execute(text("CREATE TABLE IF NOT EXISTS shop.stock (id INTEGER PRIMARY KEY, amount INTEGER)"))

def find(session, name):
    return session.scalar(select(Item).where(Item.name == name))

def sell(session, name):
    session.delete(find(session, name))
    session.execute(text("UPDATE shop.stock SET amount = amount - 1"))
"""
WRONG = {
    "in another schema": (
        '__tablename__ = "tags"\n    __table_args__ = SHOP',
        '__tablename__ = "tags"',
        {"columns"},
    ),
    "not in any case": ("CITEXT, unique", "unique", {"finds", "sells", "sells-again"}),
    "sells two": ("amount - 1", "amount - 2", {"sells", "sells-again"}),
    "sells nothing": ("session.delete(find(session, name))", "find(session, name)", {"sells", "sells-again"}),
}


def graded(tools: Tools, root: Path, source: str) -> dict[str, CheckGrade]:
    course = small_course.write(root, exercise=EXERCISE, hidden="checks: []\n", references={}, rejected={})
    path = small_course.put(root / "ada.py", source)
    with Grading(Course(course).exercise("notes"), tools) as grading:
        return {check.id: check for check in grading.grade(Submission(path, "notes"), [3])[0].checks}


def failed(checks: dict[str, CheckGrade]) -> dict[str, list[object]]:
    return {
        name: [(finding.message, finding.actual) for finding in check.findings]
        for name, check in checks.items()
        if check.verdict is not Verdict.PASSED
    }


def test_tables_in_a_schema(tools: Tools, tmp_path: Path) -> None:
    """Rows are laid, linked, read and taken back in tables of a schema, with a column of an extension's type."""
    assert {} == failed(graded(tools, tmp_path, SHOP))


@pytest.mark.parametrize(("right", "wrong", "fails"), WRONG.values(), ids=WRONG)
def test_wrong_work_fails(tools: Tools, tmp_path: Path, right: str, wrong: str, fails: set[str]) -> None:
    """A mistake costs the checks that it concerns, in a schema as elsewhere."""
    source = SHOP.replace(right, wrong)
    if "tags" in right:
        source = source.replace("shop.tags.id", "tags.id")
    assert source != SHOP
    assert fails == failed(graded(tools, tmp_path, source)).keys()


def test_what_the_server_does_not_have(tmp_path: Path) -> None:
    """An extension that the server lacks is the operator's: said once, with the next step, and nothing is graded."""
    lacking = small_course.EXERCISE.replace("models:", "before: CREATE EXTENSION pgcrypto\nmodels:", 1)
    course = small_course.write(tmp_path, exercise=lacking)
    small_course.put(course / "ada.py", small_course.GOOD)
    ended = run(
        "grade", "ada.py", "--exercise", "notes", "--postgres", "embedded", cwd=course, temporary=tmp_path
    )
    if ended.code == 0:
        pytest.skip("these binaries have pgcrypto")
    assert 2 == ended.code
    assert "`notes`: this PostgreSQL does not make what the exercise needs" in ended.err
    assert "pgcrypto" in ended.err
    assert "--postgres container" in ended.err
    assert "" == ended.out
