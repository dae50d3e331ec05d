"""What counts, and what does not, by its text alone."""

from __future__ import annotations

import pytest

from grader.postgres.evidence.classify import Entry, is_housekeeping, may_give_up, server_count


@pytest.mark.parametrize(
    "sql",
    [
        "BEGIN ISOLATION LEVEL SERIALIZABLE",
        "  /* a */ -- b\n commit",
        "/* /* nested */ */ ROLLBACK TO SAVEPOINT x",
        "SAVEPOINT $1",
        'FETCH FORWARD 5 FROM "c"',
        "set session characteristics as transaction isolation level serializable",
        "SELECT t.oid, typarray\nFROM pg_type t JOIN pg_namespace ns\n"
        "    ON typnamespace = ns.oid\nWHERE typname = $1",
    ],
)
def test_housekeeping_does_not_count(sql: str) -> None:
    """Transaction control, cursors and the drivers' own look-ups are housekeeping."""
    assert is_housekeeping(Entry(sql, True, 1, 0))


@pytest.mark.parametrize(
    "sql",
    [
        "/* /* */ BEGIN */ SELECT * FROM posts",  # the whole comment is one: they nest
        "-- a\rSELECT * FROM posts\nBEGIN",  # the line ends at the carriage return
        "PREPARE transaction AS SELECT * FROM posts WHERE id = $1",
        'DECLARE "commit" CURSOR FOR SELECT 1',
        "BEGINNING",
        "SELECT $1 FROM posts",
        "select pg_catalog.version() from posts",
        'SELECT $1 FROM "posts" x WHERE id = $2 FOR KEY SHARE OF x',
        "SET statement_timeout = $1",
        'SELECT $2 FROM ONLY "public"."p" x WHERE "id" OPERATOR(pg_catalog.=) $1 FOR KEY SHARE OF x',
        "select current_schema()",
    ],
)
def test_nothing_else_is_housekeeping(sql: str) -> None:
    """A statement cannot be dressed up as housekeeping."""
    assert not is_housekeeping(Entry(sql, True, 1, 0))


def test_cursor_of_sqlalchemy_has_the_same_name_each_time() -> None:
    """Names made of addresses do not make two entries, nor two documents, out of one statement."""
    entries = [Entry(f'DECLARE "c_7f22{n}_1" CURSOR FOR SELECT $1', True, 1, 0) for n in "ab"]
    count = server_count(entries, complete=True)
    assert {'DECLARE "cursor" CURSOR FOR SELECT $1': 2} == {s.sql: s.calls for s in count.statements}


@pytest.mark.parametrize(
    "sql",
    [
        r"DO E'BEGIN PERFORM 1; \x45XCEPTION WHEN OTHERS THEN NULL; END'",
        "DO 'BEGIN PERFORM 1; EXCEP'\n'TION WHEN OTHERS THEN NULL; END'",
        "/* a */ do $$ begin perform 1; exception when others then null; end $$",
        "DROP /* a */ FUNCTION f",
    ],
)
def test_code_cannot_hide_what_it_does(sql: str) -> None:
    """However a word is spelt, it is found, or what it stands in is taken for the worst."""
    assert may_give_up([Entry(sql, True, 1, 0)], [])


@pytest.mark.parametrize(
    "sql", ["CREATE TABLE t (open bool)", "DROP TABLE t", "SELECT 'exception'", "DROP INDEX cursor"]
)
def test_tables_are_not_code(sql: str) -> None:
    """A column may have any name."""
    assert not may_give_up([Entry(sql, True, 1, 0)], ["BEGIN RAISE EXCEPTION 'no'; END"])


@pytest.mark.parametrize(
    "bomb",
    [
        'SELECT $1 FROM "notes" x WHERE true /* %s */' % ('" x WHERE OPERATOR(pg_catalog.=) ' * 20_000),
        "SELECT $1 FROM ONLY %s x WHERE" % ('"a"."b"' * 130),
        "SELECT fk." + "FROM a fk LEFT OUTER JOIN b pk " * 30,
        'UPDATE "a"."b" SET ' + '"a" = $1, ' * 85,
        'DELETE FROM "a"."b" WHERE "a"' + "::a a" * 190,
        'DELETE FROM "a"."b" WHERE ' + '"a" OPERATOR(pg_catalog.=) $1 AND ' * 28,
    ],
)
@pytest.mark.parametrize("toplevel", [True, False])
def test_no_text_takes_long_to_sort(bomb: str, toplevel: bool) -> None:
    """A statement that a pattern would try in more ways than there are seconds is sorted like any other."""
    found = server_count([Entry(bomb, toplevel, 1, 0)], complete=True)
    assert 1 == found.total
