"""The floor: the acts of a submission's runs, carried out in one warm process on one database, and nothing else.

No sandbox, no process and no database for each run, no evidence, no judge. Before each run one message empties the tables
and inserts the rows. Whatever a grader does beside that is what it costs.
"""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any, Self

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from grader.checks.registry import DOCUMENTS
from grader.language.exercise import Exercise
from grader.planning.data import Row
from grader.planning.plan import Plan, as_drawn
from grader.worker.protocol import Act, Add, Append, Call, DictOf, ListOf, New, Read, Ref, Set, Transact


class Floor:
    """A submission that is a file, imported here. Only for one's own: nothing keeps it apart."""

    def __init__(self, path: Path, exercise: Exercise, seed: int, url: str) -> None:
        self._module = _imported(path)
        self._plans = list(_plans(exercise, seed))
        self._engine = create_engine(url)
        self._models = {name: getattr(self._module, name) for name in exercise.models}

    def __enter__(self) -> Self:
        self._module.Base.metadata.create_all(self._engine)
        return self

    def __exit__(self, *_: object) -> None:
        self._module.Base.metadata.drop_all(self._engine)
        self._engine.dispose()

    def run_all(self) -> None:
        """Every run of every check, once."""
        for plan in self._plans:
            _reset(self._engine, self._models, plan)
            with Session(self._engine) as session:
                _Acting(self._module, self._models, session).carry_out(plan)


def _imported(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _plans(exercise: Exercise, seed: int) -> Iterator[Plan]:
    for check in exercise.checks:
        yield from DOCUMENTS.find_kind(check).plans(check, exercise, f"{seed}/{check.id}", as_drawn)


def _reset(engine: Engine, models: dict[str, Any], plan: Plan) -> None:
    """Empty the tables and insert the rows, in one message."""
    connection = engine.raw_connection()
    try:
        with connection.cursor() as cursor:
            tables = ", ".join(model.__table__.name for model in models.values())
            inserts = [
                _insert(cursor, models[name], list(rows))
                for name, rows in groupby(plan.data.rows, lambda row: row.model)
            ]
            cursor.execute(b"; ".join([f"TRUNCATE {tables} RESTART IDENTITY CASCADE".encode(), *inserts]))
        connection.commit()
    finally:
        connection.close()


def _insert(cursor: Any, model: Any, rows: list[Row]) -> bytes:
    """One INSERT for rows of one model."""
    names = [model.__mapper__.columns[attribute].name for attribute in rows[0].values]
    holes = f"({', '.join(['%s'] * len(names))})"
    values = b", ".join(cursor.mogrify(holes, list(row.values.values())) for row in rows)
    return f"INSERT INTO {model.__table__.name} ({', '.join(names)}) VALUES ".encode() + values  # noqa: S608


class _Acting:
    """The acts of one run."""

    def __init__(self, module: ModuleType, models: dict[str, Any], session: Session) -> None:
        self._module, self._models, self._session = module, models, session
        self._kept: dict[str, Any] = {}

    def carry_out(self, plan: Plan) -> None:
        for name in plan.load:
            row = plan.data.names[name]
            self._kept[name] = self._session.get(self._models[row.model], row.values["id"])
        for step in plan.steps:
            with contextlib.suppress(*((Exception,) if step.goes_on else ())):
                self._do(step.act)

    def _do(self, act: Act) -> None:
        match act:
            case Call(name=name, arguments=arguments, keep=keep):
                function = getattr(self._module, name)
                self._keep(keep, function(self._session, *(self._value(each.value) for each in arguments)))
            case New(model=model, arguments=arguments, attributes=attributes, keep=keep):
                given = {a.name: self._value(a.value) for a in (*arguments, *attributes)}
                self._keep(keep, self._models[model](**given))
            case Read(target=target, keep=keep):
                self._keep(keep, self._value(target))
            case Set(target=target, value=value):
                setattr(self._value(Ref(target.name, target.path[:-1])), target.path[-1], self._value(value))
            case Append(target=target, value=value):
                self._value(target).append(self._value(value))
            case Add(target=target):
                self._session.add(self._value(target))
            case Transact(verb=verb):
                getattr(self._session, {"expire": "expire_all"}.get(verb, verb))()
            case _:
                raise NotImplementedError(f"the floor does not know {type(act).__name__}")

    def _keep(self, name: str | None, value: Any) -> None:
        if name:
            self._kept[name] = value

    def _value(self, told: Any) -> Any:
        match told:
            case Ref(name=name, path=path):
                found = self._kept[name]
                for attribute in path:
                    found = _attribute(found, attribute)
                return found
            case ListOf(items=items):
                return [self._value(item) for item in items]
            case DictOf(entries=entries):
                return {self._value(key): self._value(value) for key, value in entries}
        return told


def _attribute(value: Any, name: str) -> Any:
    """Through a list it reads on in every element."""
    return [_attribute(each, name) for each in value] if isinstance(value, list) else getattr(value, name)
