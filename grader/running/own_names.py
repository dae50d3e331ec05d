"""Where an exercise takes several names (``also_called:``): which of them a submission has.

The rest of the house knows the exercise's names alone. What a worker tells comes to it in these, what a worker is asked
goes out in the submission's own, and a finding is told in those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from grader.language.acts import Request
from grader.language.checks import ScenarioCheck
from grader.language.exercise import Exercise
from grader.model import Catalog
from grader.running import plain_classes
from grader.worker.protocol import (
    Act,
    Ask,
    Call,
    Callee,
    Enter,
    Entries,
    FunctionReport,
    Imported,
    Instance,
    Items,
    ModelReport,
    Named,
    New,
    Object,
    Observation,
    OwnName,
    Ref,
    Value,
)

_PLACE = re.compile(r"\{[^{}]*\}")
T = TypeVar("T")


@dataclass(frozen=True)
class OwnNames:
    """What a submission calls otherwise, by the exercise's names. ``attributes``: what objects have, by (model, attribute).
    ``requests``: as exercises write them. ``routed``: those that the application has a route for, as ``GET /users/{}``."""

    models: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    requests: Mapping[str, str] = field(default_factory=dict)
    routed: tuple[str, ...] = ()

    # ---- what the worker is asked ----

    def list_for_worker(self) -> tuple[OwnName, ...]:
        return tuple(
            OwnName(self.models.get(model, model), asked, own)
            for (model, asked), own in self.attributes.items()
        )

    def write_act(self, act: Act) -> Act:
        """An act in the submission's names, but for what it names of objects: the worker knows what these are."""
        match act:
            case Call(owner=None) | Enter():
                return replace(act, name=self.functions.get(act.name, act.name))
            case Call(owner=str(owner)):
                return replace(act, owner=self.models.get(owner, owner))
            case New(model=model):
                return replace(
                    act,
                    model=self.models.get(model, model),
                    arguments=self._write_values(model, act.arguments),
                    attributes=self._write_values(model, act.attributes),
                )
            case Ask():
                return replace(act, path=self._choose_path(act), also=())
        return act

    def write_callee(self, callee: Callee) -> Callee:
        if callee.owner is None:
            return replace(callee, name=self.functions.get(callee.name, callee.name))
        return replace(
            callee,
            owner=self.models.get(callee.owner, callee.owner),
            name=self.attributes.get((callee.owner, callee.name), callee.name),
        )

    def _write_values(self, model: str, values: tuple[Named, ...]) -> tuple[Named, ...]:
        return tuple(replace(v, name=self.attributes.get((model, v.name), v.name)) for v in values)

    def _choose_path(self, act: Ask) -> tuple[str | Ref, ...]:
        """The first that the application has a route for, else the exercise's own."""
        paths = (act.path, *act.also)
        written = ("".join(p if isinstance(p, str) else "{}" for p in path) for path in paths)
        found = (path for path, text in zip(paths, written, strict=True) if self.has_route(act.method, text))
        return next(found, act.path)

    def has_route(self, method: str, path: str) -> bool:
        return any(_leads_to(f"{method} {path}", route) for route in self.routed)

    # ---- what the worker tells ----

    def read_observation(self, observation: Observation) -> Observation:
        return replace(observation, value=self._read_value(observation.value))

    def _read_value(self, value: Value) -> Value:
        if not (self.models or self.attributes):
            return value
        match value:
            case Object():
                model = self._read_model(value.model)
                return replace(value, model=model, loaded=self._read_attributes(model, value.loaded))
            case Instance():
                model = self._read_model(value.type)
                return replace(value, type=model, attributes=self._read_attributes(model, value.attributes))
            case Items():
                return replace(value, items=tuple(map(self._read_value, value.items)))
            case Entries():
                entries = ((self._read_value(key), self._read_value(item)) for key, item in value.entries)
                return replace(value, entries=tuple(entries))
        return value

    def _read_model(self, own: str) -> str:
        return next((asked for asked, name in self.models.items() if name == own), own)

    def _read_attributes(self, model: str, values: Mapping[str, Value]) -> dict[str, Value]:
        return {name: self._read_value(value) for name, value in self.rename(model, values).items()}

    def rename(self, model: str, values: Mapping[str, T]) -> dict[str, T]:
        """By the exercise's names what is told by the submission's names of a model."""
        asked = {own: name for (owner, name), own in self.attributes.items() if owner == model}
        return {asked.get(name, name): value for name, value in values.items()}


def read(imported: Imported, catalog: Catalog, exercise: Exercise) -> tuple[Imported, OwnNames]:
    """What was imported in the exercise's names, its plain classes among the models; and what it calls otherwise."""
    names = OwnNames(
        models=dict(_find_models(imported, exercise)),
        functions=dict(_find_functions(imported, exercise)),
        routed=imported.routed,
    )
    known = plain_classes.with_models(_with_own_models(imported, names), catalog, exercise)
    names = replace(names, attributes=dict(_find_attributes(known, exercise)))
    return _with_own_attributes(known, names), replace(names, requests=dict(_find_requests(names, exercise)))


# ---- which names there are ----------------------------------------------------------------------


def _find_models(imported: Imported, exercise: Exercise) -> Iterator[tuple[str, str]]:
    mapped = [model.name for model in imported.models]
    plain = [found.name for found in imported.classes]
    for name, model in exercise.models.items():
        yield from _find(name, model.also_called, mapped if model.mapped else plain)


def _find_functions(imported: Imported, exercise: Exercise) -> Iterator[tuple[str, str]]:
    methods = [found.name.rpartition(".")[2] for found in imported.functions]
    there = {*imported.names, *methods}
    for name, function in exercise.functions.items():
        if "." not in name:
            yield from _find(name, function.also_called, there)


def _find_attributes(imported: Imported, exercise: Exercise) -> Iterator[tuple[tuple[str, str], str]]:
    """Columns, and methods and properties of models."""
    for report in imported.models:
        if report.name not in exercise.models:
            continue
        others = {name: c.also_called for name, c in exercise.models[report.name].columns.items()}
        inherited = (name for table in report.inherited for name in table.columns)
        columns = {*report.columns, *inherited}
        for name, also in others.items():
            yield from (((report.name, name), own) for name, own in _find(name, also, columns))
        for dotted, function in exercise.functions.items():
            owner, _, name = dotted.rpartition(".")
            if owner == report.name:
                there = {*columns, *report.attributes}
                yield from (((owner, name), own) for name, own in _find(name, function.also_called, there))


def _find(name: str, also: Iterable[str], there: Collection[str]) -> Iterator[tuple[str, str]]:
    """A name with the first other one that is there in its place."""
    if name not in there:
        yield from ((name, own) for own in [other for other in also if other in there][:1])


def _find_requests(names: OwnNames, exercise: Exercise) -> Iterator[tuple[str, str]]:
    for act in _list_free_requests(exercise):
        method, _, path = act.request.partition(" ")
        found = next(
            (p for p in (path, *act.also_called) if names.has_route(method, _PLACE.sub("{}", p))), path
        )
        if found != path:
            yield act.request, f"{method} {found}"


def list_requests(exercise: Exercise) -> Iterator[str]:
    """All paths of those that may have another, such as ``GET /users/{}``."""
    for act in _list_free_requests(exercise):
        method, _, path = act.request.partition(" ")
        yield from (f"{method} {_PLACE.sub('{}', each)}" for each in (path, *act.also_called))


def _list_free_requests(exercise: Exercise) -> Iterator[Request]:
    for check in exercise.checks:
        if isinstance(check, ScenarioCheck):
            yield from (act for act in check.do if isinstance(act, Request) and act.also_called)


def _leads_to(request: str, route: str) -> bool:
    pattern = re.escape(route.rstrip("/")).replace(r"\{\}", "[^/]+")
    return re.fullmatch(pattern, request.rstrip("/")) is not None


# ---- in the exercise's names --------------------------------------------------------------------


def _with_own_models(imported: Imported, names: OwnNames) -> Imported:
    asked = {own: name for name, own in {**names.models, **names.functions}.items()}

    def rename(name: str) -> str:
        return ".".join(asked.get(part, part) for part in name.split("."))

    return replace(
        imported,
        models=tuple(_rename_model(model, rename) for model in imported.models),
        classes=tuple(replace(found, name=rename(found.name)) for found in imported.classes),
        functions=tuple(replace(found, name=rename(found.name)) for found in imported.functions),
    )


def _rename_model(model: ModelReport, rename: Callable[[str], str]) -> ModelReport:
    relationships = {
        name: replace(found, target=rename(found.target)) for name, found in model.relationships.items()
    }
    return replace(model, name=rename(model.name), relationships=relationships)


def _with_own_attributes(imported: Imported, names: OwnNames) -> Imported:
    models = tuple(_rename_attributes(model, names) for model in imported.models)
    functions = tuple(_rename_function(found, names) for found in imported.functions)
    return replace(imported, models=models, functions=functions)


def _rename_attributes(model: ModelReport, names: OwnNames) -> ModelReport:
    return replace(
        model,
        columns=names.rename(model.name, model.columns),
        inherited=tuple(
            replace(table, columns=names.rename(model.name, table.columns)) for table in model.inherited
        ),
        primary_key=tuple(names.rename(model.name, dict.fromkeys(model.primary_key))),
        attributes=tuple(names.rename(model.name, dict.fromkeys(model.attributes))),
        column_lines=names.rename(model.name, model.column_lines),
        validators=names.rename(model.name, model.validators),
    )


def _rename_function(found: FunctionReport, names: OwnNames) -> FunctionReport:
    owner, _, name = found.name.rpartition(".")
    (asked,) = names.rename(owner, {name: None})
    return replace(found, name=f"{owner}.{asked}" if owner else name)
