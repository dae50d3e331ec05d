"""Keys of several columns: a class may have them in another order than the exercise.

Outside of a submission's process a key is always in the exercise's order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from grader.language.exercise import Exercise
from grader.worker.protocol import Entries, Instance, Items, ModelReport, Object, Observation, Value

Orders = Mapping[str, tuple[int, ...]]
"""By model, for each column of the key in the exercise's order: its number in the submission's."""


def find_orders(models: Sequence[ModelReport], exercise: Exercise) -> Orders:
    """Of the models whose key has another order."""
    return dict(_list_orders(models, exercise))


def _list_orders(models: Sequence[ModelReport], exercise: Exercise) -> Iterator[tuple[str, tuple[int, ...]]]:
    for report in models:
        asked = exercise.models[report.name].primary_key if report.name in exercise.models else ()
        if asked != report.primary_key and sorted(asked) == sorted(report.primary_key):
            yield report.name, tuple(report.primary_key.index(name) for name in asked)


def with_keys(observation: Observation, orders: Orders) -> Observation:
    """What an act gave, the keys of its objects in the exercise's order."""
    return replace(observation, value=_known(observation.value, orders)) if orders else observation


def _known(value: Value, orders: Orders) -> Value:
    match value:
        case Object():
            order = orders.get(value.model, ())
            key = tuple(value.key[n] for n in order) if len(order) == len(value.key) else value.key
            loaded = {name: _known(item, orders) for name, item in value.loaded.items()}
            return replace(value, key=key, loaded=loaded)
        case Instance():
            return replace(
                value, attributes={n: _known(item, orders) for n, item in value.attributes.items()}
            )
        case Items():
            return replace(value, items=tuple(_known(item, orders) for item in value.items))
        case Entries():
            entries = tuple((_known(k, orders), _known(v, orders)) for k, v in value.entries)
            return replace(value, entries=entries)
    return value
