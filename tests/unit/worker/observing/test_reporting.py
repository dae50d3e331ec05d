"""What an honest submission has much of arrives whole, or is cut and says so."""

from __future__ import annotations

import pytest

from grader.worker.protocol import Items, Opaque
from tests.support.bench import Bench


def test_two_thousand_objects_arrive(bench: Bench) -> None:
    """The largest list that is told in full, of objects with several attributes."""
    source = """
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
        class Base(DeclarativeBase): pass
        class Author(Base):
            __tablename__ = "authors"
            id: Mapped[int] = mapped_column(primary_key=True)
            name: Mapped[str]
            text: Mapped[str]
        def many():
            return [Author(id=number, name="é" * 50, text="x" * 100) for number in range(2000)]
    """
    value = bench.call(source, "many").value
    assert isinstance(value, Items)
    assert (2000, 2000) == (len(value.items), value.length)
    assert not [item for item in value.items if isinstance(item, Opaque)]


def test_two_thousand_statements_are_told_and_the_others_counted(bench: Bench) -> None:
    source = """
        from sqlalchemy import text
        def many(session):
            for number in range(2003):
                session.execute(text(f"SELECT {number}"))
    """
    observation = bench.call(source, "many")
    assert (2000, 3) == (len(observation.statements), observation.more_statements)


def test_parameter_sets_that_are_not_told_are_counted(bench: Bench) -> None:
    """An executemany after the last statement that is told counts as often as it was executed."""
    source = """
        from sqlalchemy import text
        def many(session):
            for number in range(2000):
                session.execute(text("SELECT 1"))
            connection = session.connection()
            connection.exec_driver_sql("CREATE TEMP TABLE t (n int)")
            connection.exec_driver_sql("INSERT INTO t VALUES (%(n)s)", [{"n": 1}, {"n": 2}, {"n": 3}])
    """
    assert 4 == bench.call(source, "many").more_statements


@pytest.mark.parametrize(
    ("number", "told", "notes"),
    [(1000, 1000, ()), (2001, 2000, ("Only the first 2000 functions are looked at: there are 2001.",))],
)
def test_thousands_of_functions_are_told_or_counted(
    bench: Bench, number: int, told: int, notes: tuple[str, ...]
) -> None:
    """Two thousand functions are told; of more than that, a note says how many there are."""
    imported = bench.load("\n".join(f"def _f{i}(): pass" for i in range(number)))
    assert (told, notes) == (len(imported.functions), imported.notes)


def test_a_hundred_notes_are_told(bench: Bench) -> None:
    """A hundred notes are told; the last one says how many more there are."""
    broken = {f"script{i}": "raise ValueError('odd')\nif __name__ == '__main__': pass" for i in range(120)}
    imported = bench.load(models="class A: pass", **broken)
    assert imported.raised is None
    assert (100, "There are 21 more notes.") == (len(imported.notes), imported.notes[-1])


def test_names_may_be_long(bench: Bench) -> None:
    """A class of a thousand letters is what it is; a longer one is cut, and says so."""
    imported = bench.load(f"class {'A' * 1000}: pass\nclass {'B' * 3000}: pass")
    assert ["A" * 1000, "B" * 1000 + "… (3000 characters)"] == [cls.name for cls in imported.classes]


def test_a_deep_traceback_keeps_its_end(bench: Bench) -> None:
    """Of an endless recursion the innermost frames are told."""
    raised = bench.call("def f():\n    return f()", "f").raised
    assert raised is not None
    assert (30, 2) == (len(raised.frames), raised.frames[-1].where.line)


@pytest.mark.parametrize("line", ["10**30", "-5", "0", "None", "'a'"])
def test_an_error_may_say_that_it_stands_anywhere(bench: Bench, line: str) -> None:
    """A SyntaxError that a submission makes names any line, and is told as one of its own."""
    raised = bench.call(f"def f():\n    raise SyntaxError('odd', (__file__, {line}, 1, 'x'))", "f").raised
    assert raised is not None
    assert "SyntaxError" == raised.type
    assert 1 <= raised.frames[-1].where.line <= 10**7


def test_statements_may_hold_what_no_encoding_can(bench: Bench) -> None:
    """Half a surrogate pair in a statement is spelt out; the driver refuses the statement, and its error is told."""
    source = r"""
        from sqlalchemy import text
        def f(session):
            session.execute(text("SELECT '\ud800'"))
    """
    observation = bench.call(source, "f")
    assert observation.raised is not None
    assert [r"SELECT '\ud800'"] == [statement.sql for statement in observation.statements]
