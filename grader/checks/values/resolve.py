"""Expectations of YAML as values to compare with: references resolved to what was drawn or returned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.contract import FinishedRun
from grader.checks.values.compare import AnyOf, AtLeast, ExpectedObject, expected_object, to_plain
from grader.language.checks import ScenarioCheck
from grader.language.exercise import Exercise
from grader.language.references import Reference, reference
from grader.language.results import KEYS, WITHOUT, is_any, is_at_least
from grader.planning.arguments import written
from grader.worker.protocol import Entries, Object, Value


class Unresolved:
    """Something of a result that did not come, such as the id of an object that was not returned."""


def resolve(value: Any, check: ScenarioCheck, ran: FinishedRun, exercise: Exercise) -> Any:
    """A YAML expectation as a plain value, an ``ExpectedObject``, ``AnyOf`` or ``AtLeast``, or lists and mappings
    of them."""
    if found := reference(value):
        return _resolve_reference(found, check, ran, exercise)
    if isinstance(value, Mapping):
        if is_any(value):
            return AnyOf(str(value["any"]))
        if is_at_least(value):
            keys = {
                resolve(key, check, ran, exercise): resolve(item, check, ran, exercise)
                for key, item in value.get(KEYS, {}).items()
            }
            return AtLeast(keys, tuple(resolve(key, check, ran, exercise) for key in value.get(WITHOUT, ())))
        resolved = {
            resolve(key, check, ran, exercise): resolve(item, check, ran, exercise)
            for key, item in value.items()
        }
        if "object" in value:
            return ExpectedObject(resolved.pop("object"), None, resolved)
        return resolved
    if isinstance(value, list | tuple):
        return [resolve(item, check, ran, exercise) for item in value]
    return written(value, ran.plan.data)


def _resolve_reference(found: Reference, check: ScenarioCheck, ran: FinishedRun, exercise: Exercise) -> Any:
    row = ran.plan.data.names.get(found.name)
    if row and found.path:
        return row.values[found.path[0]]
    if row:
        return expected_object(row, exercise.models[row.model])
    return _of_result(found, _result(found.name, check, ran), exercise)


def _result(name: str, check: ScenarioCheck, ran: FinishedRun) -> Value:
    """What was kept under that name last."""
    done = list(zip(check.acts, ran.evidence.observations, strict=False))
    return next((o.value for act, o in reversed(done) if getattr(act, "keeps", None) == name), None)


def _of_result(found: Reference, value: Value, exercise: Exercise) -> Any:
    """A kept result, what a dict has under a key, or a column of an object: its identity where that is asked, else
    what was loaded."""
    if isinstance(value, Entries) and found.path:
        inner = next((item for key, item in value.entries if key == found.path[0]), None)
        return _of_result(Reference(name=found.name, path=found.path[1:]), inner, exercise)
    if not isinstance(value, Object):
        return Unresolved() if found.path else to_plain(value)[1]
    keys = exercise.models[value.model].primary_key if value.model in exercise.models else ()
    identity = dict(zip(keys, (to_plain(part)[1] for part in value.key), strict=False))
    if not found.path:
        return ExpectedObject(value.model, tuple(identity.values()) or None, {})
    if found.path[0] in identity:
        return identity[found.path[0]]
    return to_plain(value.loaded.get(found.path[0]))[1] if found.path[0] in value.loaded else Unresolved()
