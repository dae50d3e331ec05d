"""Models that the exercise wants as plain classes (`mapped: false`): no mapper reports them, nor knows their instances.

Here they become what the rest of the house knows: a model whose table is the one that the exercise names, its
columns those that the catalog has, and an object of that model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grader.language.exercise import Exercise
from grader.language.models import Model
from grader.model import Catalog, TableName
from grader.worker.protocol import (
    ClassReport,
    Entries,
    Imported,
    Instance,
    Items,
    ModelReport,
    Object,
    Observation,
    Value,
)

STATE = "unmapped"
"""The state of an object that no session can know."""


def with_models(imported: Imported, catalog: Catalog, exercise: Exercise) -> Imported:
    """What was imported, its plain classes among the models where the exercise asks for plain ones."""
    asked = _asked(exercise)
    mapped = [model for model in imported.models if model.name not in asked]
    return replace(imported, models=(*mapped, *_reports(imported, catalog, asked)))


def with_objects(observation: Observation, exercise: Exercise) -> Observation:
    """What an act gave, the instances of plain classes as objects of their models."""
    asked = _asked(exercise)
    return replace(observation, value=_known(observation.value, asked)) if asked else observation


def _asked(exercise: Exercise) -> dict[str, Model]:
    return {name: model for name, model in exercise.models.items() if not model.mapped}


def _reports(imported: Imported, catalog: Catalog, asked: dict[str, Model]) -> Iterator[ModelReport]:
    for found in imported.classes:
        if found.name in asked:
            yield _report(found, asked[found.name], catalog)


def _report(found: ClassReport, model: Model, catalog: Catalog) -> ModelReport:
    facts = catalog.tables.get(TableName(model.in_schema or "public", model.table or ""))
    columns = facts.columns if facts else ()
    return ModelReport(
        ancestors=(),
        constants={},
        inherited=(),
        name=found.name,
        schema=model.in_schema,
        table=model.table or "",
        columns={name: name for name in columns},
        primary_key=model.primary_key,
        relationships={},
        attributes=found.attributes,
        where=found.where,
        column_lines={},
    )


def _known(value: Value, asked: dict[str, Model]) -> Value:
    match value:
        case Instance(type=name) if name in asked:
            attributes = {key: _known(item, asked) for key, item in value.attributes.items()}
            return Object(name, "", (), STATE, attributes, value.again)
        case Items():
            return replace(value, items=tuple(_known(item, asked) for item in value.items))
        case Entries():
            return replace(value, entries=tuple((k, _known(v, asked)) for k, v in value.entries))
    return value
