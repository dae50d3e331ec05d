"""A `@validates` of the submission's that refuses what a check gives: its name, the value, and what the exercise says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grader.checks.contract import CheckInput
from grader.checks.values.show import show
from grader.language.models import Column
from grader.model import Finding
from grader.planning.data import Data
from grader.worker.protocol import Act, DictOf, ListOf, Named, New, Raised, Ref, Set


def name_validator(found: Finding, act: Act, raised: Raised, data: Data, asked: CheckInput) -> Finding:
    """``found``, what is said of an act that raised; in other words where a validator did that."""
    model, given = _find_given(act, data)
    refused = dict(_find_refused(model, given, raised, asked))
    if not refused:
        return found
    report, columns = asked.model(model), asked.exercise.models[model].columns
    (first, *_) = refused
    validator = report.validators[first] if report else ""
    values = [f"{name}={value}" for name, value in refused.items()]
    return replace(
        found,
        message=f"Your validator `{model}.{validator}` refuses {' or '.join(values)}, which this check gives: {raised.type}.",
        expected=f"a `{model}` with {' and '.join(values)}",
        hint=" ".join(_say_what_is_free(model, name, columns[name]) for name in refused),
    )


def _find_given(act: Act, data: Data) -> tuple[str, tuple[Named, ...]]:
    """The model whose attributes an act sets, and to what."""
    match act:
        case New(model=model):
            return model, (*act.arguments, *act.attributes)
        case Set(target=Ref(name=name, path=(attribute,))) if name in data.names:
            return data.names[name].model, (Named(attribute, act.value),)
    return "", ()


def _find_refused(
    model: str, given: tuple[Named, ...], raised: Raised, asked: CheckInput
) -> Iterator[tuple[str, str]]:
    """Columns of the exercise with their values, whose validator the error came out of."""
    report = asked.model(model)
    if report is None or model not in asked.exercise.models:
        return
    called = {frame.function for frame in raised.frames}
    validated = [name for name, validator in report.validators.items() if validator in called]
    for named in given:
        value = named.value
        if isinstance(value, Ref | ListOf | DictOf) or named.name not in asked.exercise.models[model].columns:
            continue
        if named.name in validated:
            yield named.name, show(value)


def _say_what_is_free(model: str, name: str, column: Column) -> str:
    bounds = column.enum or column.drawn
    if bounds:
        stated = bounds if isinstance(bounds, str) else ", ".join(map(str, bounds))
        return (
            f"The exercise's values for `{model}.{name}` are {stated}: let the validator take all of these."
        )
    return (
        f"The exercise does not say which values `{model}.{name}` may have, so checks give any"
        f" {'value' if column.type == 'any' else column.type}. If the instructions ask for this validator, show this to your"
        " instructor: the exercise can say `drawn:` for this column."
    )
