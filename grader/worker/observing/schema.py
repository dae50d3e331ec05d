"""Makes the submission's tables. One that cannot be made costs those that refer to it, and no other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import sort_tables_and_constraints

from grader.worker import engines
from grader.worker.exceptions import clean, describe_exception
from grader.worker.places import Places
from grader.worker.protocol import FailedTable
from grader.worker.submission import models
from grader.worker.submission.loading import Submission

_LOCK_TIMEOUT = "5s"
_NOT_OF_ONE_TABLE = (OperationalError, MemoryError)
"""A lock that is held, a connection that is lost: the next table would wait for the same."""

_UNDEFINED_TABLE = "42P01"  # of errcodes.txt of PostgreSQL

_create_all = MetaData.create_all


def create_tables(submission: Submission) -> tuple[FailedTable, ...]:
    """``create_all`` of every metadata: the tables that cannot be made. Raises where none can, and where the import
    left a transaction open that locks."""
    engine = engines.own_engine()
    errors: dict[Table, Exception] = {}
    try:
        metadatas = list(_metadatas(submission))
        for metadata in metadatas:
            errors |= _create(metadata, engine)
    finally:
        engine.dispose()
    if errors and len(errors) == sum(len(metadata.tables) for metadata in metadatas):
        raise next(iter(errors.values()))
    return tuple(_describe(table, errors, submission.places) for table in errors)


@contextlib.contextmanager
def lenient_create_all() -> Iterator[None]:
    """Meanwhile a table that cannot be made does not end the ``create_all`` that a module does when it is imported."""

    def create_all(
        self: MetaData, bind: Engine | Connection, tables: Any = None, checkfirst: Any = True
    ) -> None:
        try:
            _create_all(self, bind, tables, checkfirst)
        except _NOT_OF_ONE_TABLE:
            raise
        except Exception:
            wanted = list(tables or self.tables.values())
            # The transaction of a connection is the submission's own, and has failed with the table.
            if not isinstance(bind, Engine) or len(_create_rest(wanted, bind)) == len(wanted):
                raise

    MetaData.create_all = create_all  # type: ignore[method-assign, assignment]  # it takes the same, less closely named
    try:
        yield
    finally:
        MetaData.create_all = _create_all  # type: ignore[method-assign]


def _metadatas(submission: Submission) -> Iterable[MetaData]:
    found: dict[int, MetaData] = {}
    for mapper in models.mappers():
        if isinstance(mapper.local_table, Table):
            found.setdefault(id(mapper.local_table.metadata), mapper.local_table.metadata)
    for module in submission.modules:
        for value in list(vars(module).values()):
            metadata = value.metadata if type(value) is Table else value
            if type(metadata) is MetaData and metadata.tables:
                found.setdefault(id(metadata), metadata)
    return found.values()


def _create(metadata: MetaData, engine: Engine) -> Mapping[Table, Exception]:
    tables = list(metadata.tables.values())
    try:
        _create_together(tables, engine)
    except _NOT_OF_ONE_TABLE:
        raise
    except Exception:
        return _create_rest(tables, engine)
    return {}


def _create_together(tables: Sequence[Table], engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
        for metadata in {table.metadata for table in tables}:
            _create_all(metadata, connection, tables)


def _create_rest(tables: Iterable[Table], engine: Engine) -> Mapping[Table, Exception]:
    """Make as many as can be made, and give the others with their errors. What one of them needs may come after it, so
    they are gone through until none more can be made."""
    errors = {table: error for table in tables if (error := models.find_unresolved(table))}
    waiting = _group([table for table in tables if table not in errors])
    while waiting:
        failed = {group: error for group in waiting if (error := _try_together(group, engine))}
        if len(failed) == len(waiting):
            return errors | {table: error for group, error in failed.items() for table in group}
        waiting = list(failed)
    return errors


def _try_together(tables: Sequence[Table], engine: Engine) -> Exception | None:
    try:
        _create_together(tables, engine)
    except _NOT_OF_ONE_TABLE:
        raise
    except Exception as error:
        return error
    return None


def _group(tables: Sequence[Table]) -> list[tuple[Table, ...]]:
    """As they depend on each other; those whose foreign keys lead round in a circle come together."""
    *ordered, (_, circular) = sort_tables_and_constraints(tables)  # type: ignore[no-untyped-call]
    groups: dict[Table, tuple[Table, ...]] = {table: (table,) for table, _ in ordered if table is not None}
    for constraint in circular:
        one, other = groups.get(constraint.table, ()), groups.get(constraint.referred_table, ())
        if one and other and one is not other:
            groups |= dict.fromkeys(one + other, one + other)
    return list(dict.fromkeys(groups.values()))


def _describe(table: Table, errors: Mapping[Table, Exception], places: Places) -> FailedTable:
    needs = _find_needed(table, errors)
    return FailedTable(
        schema=None if table.schema is None else clean(str(table.schema)),
        name=clean(str(table.name)),
        raised=describe_exception(errors[table], places),
        needs=clean(str(needs.fullname)) if needs is not None else None,
    )


def _find_needed(table: Table, errors: Mapping[Table, Exception]) -> Table | None:
    """The table that another one refers to, and without which PostgreSQL does not make it."""
    if getattr(getattr(errors[table], "orig", None), "pgcode", None) != _UNDEFINED_TABLE:
        return None
    targets = (key.column.table for key in table.foreign_keys)
    return next((t for t in targets if t in errors and errors[t] is not errors[table]), None)
