"""Imports the submission and reports what is in it: models, classes, functions, in the mapper's word."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sqlalchemy import MetaData, Table
from sqlalchemy.exc import SADeprecationWarning, SAWarning
from sqlalchemy.orm import InstrumentedAttribute, Mapper, configure_mappers

from grader.worker import engines
from grader.worker.exceptions import clean, describe_exception, list_bases, read_name, without_addresses
from grader.worker.observing import statements
from grader.worker.places import PACKAGE, read_module
from grader.worker.protocol import (
    MAX_ITEMS,
    MAX_NOTES,
    ClassReport,
    FunctionReport,
    Imported,
    ModelReport,
    Raised,
    RelationshipReport,
    Where,
)
from grader.worker.submission import lookup, models
from grader.worker.submission.lines import Lines, all_lines
from grader.worker.submission.loading import Submission

T = TypeVar("T")
_LOCK_TIMEOUT = "5s"


def import_and_report(submission: Submission, is_forkable: Callable[[], bool]) -> Imported:
    """``is_forkable``: asked once, when all of the submission is imported and its schema is built."""
    started = time.perf_counter()
    statements.recorder.places = submission.places
    models.watch()
    stages: tuple[tuple[str, Callable[[], None]], ...] = (
        ("file", submission.find_what_counts),
        ("import", submission.load),
        ("import", engines.end_transactions),
        ("mapping", configure_mappers),
        ("schema", lambda: _create_schema(submission)),
    )
    raised, stage = None, "schema"
    with warnings.catch_warnings():
        _note_warnings(submission)
        for stage, step in stages:  # noqa: B007  the stage that was reached is part of the report
            raised = _attempt(step, submission)
            if raised is not None:
                break
    return _Report(submission).imported(raised, stage, is_forkable(), time.perf_counter() - started)


def _attempt(step: Callable[[], None], submission: Submission) -> Raised | None:
    try:
        step()
    except BaseException as error:
        return describe_exception(error, submission.places)
    return None


def _note_warnings(submission: Submission) -> None:
    """SQLAlchemy's own warnings are the ones that teach; they become notes, each once."""
    warnings.simplefilter("ignore")
    for category in (SAWarning, SADeprecationWarning):
        warnings.simplefilter("always", category)

    def show(message: Any, category: type, filename: str, *rest: Any) -> None:
        lineno = rest[0]
        where = submission.places.where(filename, lineno)
        place = f"{where.file}:{where.line}: " if where else ""
        engines.note(without_addresses(clean(f"{place}{read_name(category)}: {message}"))[:500])

    warnings.showwarning = show  # type: ignore[assignment]  # it takes the same, less closely named


def _create_schema(submission: Submission) -> None:
    """``create_all`` of every metadata. Gives up where the import left a transaction open that locks."""
    engine = engines.own_engine()
    try:
        for metadata in _metadatas(submission):
            with engine.begin() as connection:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
                metadata.create_all(connection)
    finally:
        engine.dispose()


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


class _Report:
    def __init__(self, submission: Submission) -> None:
        self._submission = submission
        self._lines: dict[str, Lines] = all_lines(submission.places)
        self._paths = {module.__name__: getattr(module, "__file__", None) for module in submission.modules}
        self._left_out: list[str] = []

    def imported(self, raised: Raised | None, stage: str, forkable: bool, seconds: float) -> Imported:
        configured = raised is None or stage == "schema"
        return Imported(
            raised=raised,
            stage=stage,
            models=self._first("models", [self._model(mapper, configured) for mapper in models.mappers()]),
            classes=self._first("classes", self._classes()),
            functions=self._first("functions", self._functions()),
            names=self._first("names", self._names()),
            notes=self._notes(),
            forkable=forkable,
            seconds=seconds,
        )

    def _first(self, what: str, found: Iterable[T]) -> tuple[T, ...]:
        """As many as a message may hold. What is left out becomes a note."""
        everything = tuple(found)
        if len(everything) > MAX_ITEMS:
            self._left_out.append(
                f"Only the first {MAX_ITEMS} {what} are looked at: there are {len(everything)}."
            )
        return everything[:MAX_ITEMS]

    def _notes(self) -> tuple[str, ...]:
        """Those about the report itself first; made last, when all of it has been gone through."""
        notes = (*dict.fromkeys(self._left_out), *self._submission.notes, *map(clean, engines.notes))
        if len(notes) <= MAX_NOTES:
            return notes
        return (*notes[: MAX_NOTES - 1], f"There are {len(notes) - MAX_NOTES + 1} more notes.")

    def _model(self, mapper: Mapper[Any], configured: bool) -> ModelReport:
        table = mapper.local_table
        schema = getattr(table, "schema", None)
        name = read_name(mapper.class_)
        columns = [
            (str(key), str(column.name)) for key, column in mapper.columns.items() if hasattr(column, "table")
        ]
        keys = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
        relationships = self._relationships(mapper) if configured else {}
        return ModelReport(
            name=name,
            schema=None if schema is None else str(schema),
            table=str(getattr(table, "name", "")),
            columns=dict(self._first(f"columns of {name}", columns)),
            primary_key=tuple(str(key) for key in keys),
            relationships=dict(self._first(f"relationships of {name}", relationships.items())),
            attributes=self._first(f"attributes of {name}", self._attributes(mapper.class_)),
            where=self._class_line(mapper.class_),
            column_lines=dict(
                self._first(f"attributes of {name}", self._attribute_lines(mapper.class_).items())
            ),
        )

    def _classes(self) -> Iterable[ClassReport]:
        for cls in lookup.unmapped_classes(self._submission):
            name = read_name(cls)
            attributes = self._first(f"attributes of {name}", self._attributes(cls))
            yield ClassReport(name, attributes, self._class_line(cls))

    def _relationships(self, mapper: Mapper[Any]) -> dict[str, RelationshipReport]:
        lines = self._attribute_lines(mapper.class_)
        path = self._path(mapper.class_)
        return {
            str(r.key): RelationshipReport(
                target=read_name(r.mapper.class_),
                secondary=str(r.secondary.fullname) if isinstance(r.secondary, Table) else None,
                where=self._submission.places.where(path, lines[r.key]) if path and r.key in lines else None,
            )
            for r in mapper.relationships
        }

    def _attributes(self, cls: type) -> list[str]:
        found: dict[str, None] = {}
        for base in self._own_bases(cls):
            for name, value in type.__dict__["__dict__"].__get__(base).items():
                is_mapped = type(value) is InstrumentedAttribute
                if type(name) is str and not name.startswith("_") and not is_mapped:
                    found[clean(name)] = None
        return [name for name in found if name not in ("metadata", "registry")]

    def _attribute_lines(self, cls: type) -> dict[str, int]:
        """Of the class's own file first, then of mixins that stand in the same file."""
        result: dict[str, int] = {}
        path = self._path(cls)
        for base in self._own_bases(cls):
            if path is not None and self._path(base) == path:
                for name, line in self._lines[path].attributes.get(_qualified_name(base), {}).items():
                    result.setdefault(name, line)
        return result

    def _class_line(self, cls: type) -> Where | None:
        path = self._path(cls)
        line = self._lines[path].classes.get(_qualified_name(cls)) if path else None
        return self._submission.places.where(path, line) if path and line else None

    def _functions(self) -> Iterable[FunctionReport]:
        for path, lines in self._lines.items():
            for function in lines.functions:
                where = self._submission.places.where(path, function.line)
                yield FunctionReport(function.name, where)

    def _names(self) -> Iterable[str]:
        names = [name for module in self._submission.modules for name in list(vars(module))]
        public = [clean(name) for name in names if type(name) is str and not name.startswith("_")]
        return dict.fromkeys(public)

    def _own_bases(self, cls: type) -> list[type]:
        return [base for base in list_bases(cls) if read_module(base).split(".")[0] == PACKAGE]

    def _path(self, cls: type) -> str | None:
        path = self._paths.get(read_module(cls))
        return path if path in self._lines else None


def _qualified_name(cls: type) -> str:
    name: str = type.__dict__["__qualname__"].__get__(cls)
    return name
