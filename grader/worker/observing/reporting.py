"""Imports the submission and reports what is in it: models, classes, functions, in the mapper's word."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.exc import SADeprecationWarning, SAWarning
from sqlalchemy.orm import InstrumentedAttribute, Mapper

from grader.worker import engines
from grader.worker.exceptions import (
    clean,
    describe_exception,
    list_bases,
    read_name,
    without_addresses,
    without_paths,
)
from grader.worker.observing import schema, statements
from grader.worker.places import PACKAGE, read_module
from grader.worker.protocol import (
    MAX_ITEMS,
    MAX_NOTES,
    ClassReport,
    FailedFile,
    FailedTable,
    FunctionReport,
    Imported,
    InheritedTable,
    ModelReport,
    Raised,
    RelationshipReport,
    Where,
)
from grader.worker.submission import lookup, models, sessions
from grader.worker.submission.lines import Lines, all_lines
from grader.worker.submission.loading import Submission

T = TypeVar("T")
_MAX_REASON = 300


def import_and_report(
    submission: Submission, make_application: Callable[[], None], is_forkable: Callable[[], bool]
) -> Imported:
    """``make_application``: done when all of the submission is imported. ``is_forkable``: asked once, when its schema is
    built too."""
    started = time.perf_counter()
    statements.recorder.places = submission.places
    models.watch()
    failed: list[FailedTable] = []
    stages: tuple[tuple[str, Callable[[], None]], ...] = (
        ("file", submission.find_what_counts),
        ("import", lambda: _load(submission)),
        ("import", make_application),
        ("import", engines.end_transactions),
        ("import", lambda: sessions.bind_to_the_database(submission)),
        ("mapping", models.configure),
        ("schema", lambda: failed.extend(schema.create_tables(submission))),
    )
    raised, stage = None, "schema"
    with warnings.catch_warnings():
        _note_warnings(submission)
        for stage, step in stages:  # noqa: B007  the stage that was reached is part of the report
            raised = _attempt(step, submission)
            if raised is not None:
                break
    report = _Report(submission, failed)
    return report.imported(raised, stage, is_forkable(), time.perf_counter() - started)


def _load(submission: Submission) -> None:
    with schema.lenient_create_all():
        submission.load()


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
        told = without_addresses(clean(f"{place}{read_name(category)}: {message}"))
        engines.note(without_paths(told, submission.places)[:500])

    warnings.showwarning = show  # type: ignore[assignment]  # it takes the same, less closely named


class _Report:
    def __init__(self, submission: Submission, failed: Sequence[FailedTable]) -> None:
        self._submission = submission
        self._failed = failed
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
            failed_tables=self._first("tables that cannot be made", self._failed),
            failed_files=self._first("files that cannot be imported", self._failed_files()),
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
        failed = map(_failed_note, self._failed)
        notes = (*dict.fromkeys(self._left_out), *self._submission.notes, *failed, *map(clean, engines.notes))
        if len(notes) <= MAX_NOTES:
            return notes
        return (*notes[: MAX_NOTES - 1], f"There are {len(notes) - MAX_NOTES + 1} more notes.")

    def _model(self, mapper: Mapper[Any], configured: bool) -> ModelReport:
        table = mapper.local_table
        own_schema = getattr(table, "schema", None)
        name = read_name(mapper.class_)
        keys = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
        relationships = self._relationships(mapper) if configured else {}
        return ModelReport(
            name=name,
            ancestors=self._first(f"classes above {name}", _ancestors(mapper)),
            schema=None if own_schema is None else str(own_schema),
            table=str(getattr(table, "name", "")),
            columns=dict(self._first(f"columns of {name}", self._columns(mapper, table, configured))),
            constants=models.constants(mapper, table),
            inherited=tuple(
                self._inherited(name, mapper, other, configured) for other in models.inherited_tables(mapper)
            ),
            primary_key=tuple(str(key) for key in keys),
            relationships=dict(self._first(f"relationships of {name}", relationships.items())),
            attributes=self._first(f"attributes of {name}", self._attributes(mapper.class_)),
            where=self._class_line(mapper.class_),
            column_lines=dict(
                self._first(f"attributes of {name}", self._attribute_lines(mapper.class_).items())
            ),
            validators=dict(self._first(f"validators of {name}", _validators(mapper).items())),
            with_foreign_key=self._first(f"columns of {name}", models.with_foreign_key(mapper, table)),
        )

    def _columns(self, mapper: Mapper[Any], table: Any, configured: bool) -> list[tuple[str, str]]:
        """Those of its attributes, and of what stands for one of them."""
        found = models.columns(mapper, table)
        others = models.aliases(mapper).items() if configured else ()
        return [
            *found.items(),
            *((name, found[key]) for name, key in others if key in found and name not in found),
        ]

    def _inherited(self, name: str, mapper: Mapper[Any], table: Table, configured: bool) -> InheritedTable:
        return InheritedTable(
            schema=None if table.schema is None else str(table.schema),
            table=str(table.name),
            columns=dict(self._first(f"columns of {name}", self._columns(mapper, table, configured))),
            constants=models.constants(mapper, table),
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
        """Of the class's own file, or cell, first, then of mixins that stand in the same one."""
        result: dict[str, int] = {}
        path, own = self._path(cls), self._class_line(cls)
        for base in self._own_bases(cls):
            if path is not None and self._path(base) == path:
                for name, line in self._lines[path].attributes.get(_qualified_name(base), {}).items():
                    where = self._submission.places.where(path, line)
                    if where and (own is None or where.file == own.file):
                        result.setdefault(name, where.line)
        return result

    def _class_line(self, cls: type) -> Where | None:
        path = self._path(cls)
        line = self._lines[path].classes.get(_qualified_name(cls)) if path else None
        return self._submission.places.where(path, line) if path and line else None

    def _functions(self) -> Iterable[FunctionReport]:
        for path, lines in self._lines.items():
            for function in lines.functions:
                where = self._submission.places.where(path, function.line)
                parameters = self._first(f"parameters of {function.name}", map(clean, function.parameters))
                yield FunctionReport(function.name, where, parameters, function.last_line)

    def _names(self) -> Iterable[str]:
        names = [name for module in self._submission.modules for name in list(vars(module))]
        public = [clean(name) for name in names if type(name) is str and not name.startswith("_")]
        return dict.fromkeys(public)

    def _failed_files(self) -> Iterable[FailedFile]:
        for path, raised in self._submission.failed.items():
            file = self._submission.file(path)
            names = self._first(f"names of {file}", sorted(self._submission.names(path)))
            yield FailedFile(file, raised, names)

    def _own_bases(self, cls: type) -> list[type]:
        return [base for base in list_bases(cls) if read_module(base).split(".")[0] == PACKAGE]

    def _path(self, cls: type) -> str | None:
        path = self._paths.get(read_module(cls))
        return path if path in self._lines else None


def _validators(mapper: Mapper[Any]) -> dict[str, str]:
    found = {name: getattr(function, "__name__", "") for name, (function, _) in mapper.validators.items()}
    return {clean(name): clean(called) for name, called in found.items() if type(called) is str}


def _ancestors(mapper: Mapper[Any]) -> list[str]:
    """The mapped classes that it inherits, the nearest first."""
    return [read_name(above.class_) for above in mapper.iterate_to_root() if above is not mapper]


def _failed_note(table: FailedTable) -> str:
    if table.needs:
        return (
            f"The table {table.name} cannot be created: it refers to {table.needs}, which cannot be created."
        )
    message = table.raised.message.partition("\n")[0][:_MAX_REASON]
    return f"The table {table.name} cannot be created: {table.raised.type}: {message}"


def _qualified_name(cls: type) -> str:
    name: str = type.__dict__["__qualname__"].__get__(cls)
    return name
