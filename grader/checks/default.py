"""`default:` the value that a new object has in the database where none is given. From use: a default of
Python's is not in the catalog."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from grader.checks.columns import asked_columns, check_columns
from grader.checks.contract import CheckInput, CheckKind, FinishedRun
from grader.checks.validators import name_validator
from grader.checks.values.plain import same_plain
from grader.checks.values.show import show_plain, show_some
from grader.language.checks import Check
from grader.language.exercise import Exercise
from grader.language.models import Column, Model
from grader.language.parts import ONE_OR_MORE, Dotted
from grader.language.rows import Count, Group
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Path
from grader.model import Finding, Outcome
from grader.planning.arguments import named
from grader.planning.data import generate
from grader.planning.parents import above
from grader.planning.plan import Fit, Plan, Step
from grader.planning.uses import Uses, find_uses
from grader.worker.protocol import Add, ModelReport, New, Observation, Ref, Transact, Where

_OBJECTS = ("first", "second")


class DefaultCheck(Check):
    """Defaults, by storing objects without these values."""

    kind: ClassVar[str] = "default"

    default: Annotated[
        tuple[Dotted, ...],
        *ONE_OR_MORE,
        Field(description="columns with a `default:`, such as `Book.copies`"),
    ]


def check_meaning(check: DefaultCheck, scope: Scope, path: Path) -> None:
    """Columns that the exercise has, with a `default:` each."""
    check_columns(check.default, scope, (*path, "default"))
    for name in check.default:
        model, column = name.split(".")
        found = scope.names.models.get(model)
        if found and column in found.columns and found.columns[column].default is None:
            scope.report((*path, "default"), f"the column `{name}` states no `default:`")


def needs(check: DefaultCheck, exercise: Exercise) -> Uses:
    """The columns, and what rows of their models hang on."""
    columns = asked_columns(check.default, exercise)
    groups = [
        group for model in dict.fromkeys(m for m, _ in columns) for group in _list_groups(model, exercise)
    ]
    uses = find_uses(exercise, groups)
    return {model: uses[model] | {c for m, c in columns if m == model} for model in uses}


def plans(check: DefaultCheck, exercise: Exercise, seed: str, fit: Fit) -> tuple[Plan, ...]:
    """One run for each model: two objects, stored one after the other."""
    models = dict.fromkeys(model for model, _ in asked_columns(check.default, exercise))
    uses = needs(check, exercise)
    return tuple(_plan(model, exercise, seed, uses, fit) for model in models)


def findings(check: DefaultCheck, asked: CheckInput) -> Iterator[Finding]:
    """Defaults that use does not show."""
    columns = asked_columns(check.default, asked.exercise)
    for ran in asked.runs:
        yield from _defaults(ran, [column for model, column in columns if model == _made(ran)], asked)


def _list_groups(model: str, exercise: Exercise) -> tuple[Group, ...]:
    """What the objects hang on, then the objects."""
    before, keys = above(exercise.models, model)
    return (*before, *(Group(model, Count(), name, keys, ()) for name in _OBJECTS))


def _plan(model: str, exercise: Exercise, seed: str, uses: Uses, fit: Fit) -> Plan:
    columns, groups = exercise.models[model].columns, _list_groups(model, exercise)
    before, drafts = groups[: -len(_OBJECTS)], groups[-len(_OBJECTS) :]
    data = fit(generate(exercise.models, before, drafts, seed, None), uses)
    steps: list[Step] = []
    for name in _OBJECTS:
        given = {
            c: v for c, v in data.names[name].values.items() if not _fills_itself(c, exercise.models[model])
        }
        made = New(model, (), name, attributes=named(given))
        apart_from = model if steps and any(c.is_filled_with_the_moment for c in columns.values()) else None
        steps += [Step(made, apart_from=apart_from), Step(Add(Ref(name, ()))), Step(Transact("commit"))]
    return Plan(data, (), tuple(steps), uses=uses)


def _fills_itself(name: str, model: Model) -> bool:
    column = model.columns[name]
    generated = model.primary_key == (name,) and column.type in ("integer", "any") and not column.foreign_key
    return generated or column.default is not None


def _made(ran: FinishedRun) -> str:
    first = ran.plan.steps[0].act
    return first.model if isinstance(first, New) else ""


def _defaults(ran: FinishedRun, columns: list[str], asked: CheckInput) -> Iterator[Finding]:
    name = _made(ran)
    model = asked.model(name)
    if ran.evidence.outcome is not Outcome.COMPLETED:
        yield Finding(
            f"Storing a `{name}` did not finish: {ran.evidence.detail}.",
            where=ran.evidence.stopped_at or _class_line(model),
            is_obstacle=True,
        )
        return
    for step, observation in zip(ran.plan.steps, ran.evidence.observations, strict=False):
        if observation.raised or observation.problem:
            found = _not_stored(name, observation, model, asked)
            raised = observation.raised
            yield name_validator(found, step.act, raised, ran.plan.data, asked) if raised else found
            return
    made = _stored(ran, name, asked.exercise.models[name])
    for column in columns:
        spec = asked.exercise.models[name].columns[column]
        if spec.default is not None and model:
            yield from _default(
                name, column, spec, [row.get(column) for row in made], ran, asked.find_line(name, column)
            )


def _not_stored(name: str, observation: Observation, model: ModelReport | None, asked: CheckInput) -> Finding:
    if observation.raised:
        what = f"Storing a `{name}` without the columns that have defaults"
        return asked.explain(what, observation.raised, "it is stored")
    return Finding(
        f"A `{name}` cannot be made: {observation.problem}", where=_class_line(model), is_obstacle=True
    )


def _class_line(model: ModelReport | None) -> Where | None:
    return model.where if model else None


def _stored(ran: FinishedRun, name: str, spec: Model) -> list[Mapping[str, Any]]:
    """The rows of the objects that the run made, in order of their making."""
    inserted = [
        tuple(row.values[key] for key in spec.primary_key) for row in ran.plan.data.rows if row.model == name
    ]
    rows = ran.evidence.rows[name].rows
    made = [row for row in rows if tuple(row.get(key) for key in spec.primary_key) not in inserted]
    return sorted(made, key=lambda row: str([row.get(key) for key in spec.primary_key]))


def _default(
    name: str, column: str, spec: Column, values: list[Any], ran: FinishedRun, where: Where | None
) -> Iterator[Finding]:
    shown, default = show_some(values) or "no row", spec.default
    if spec.is_filled_with_the_moment:
        yield from _default_now(name, column, values, ran.evidence.moment, where)
    elif not values or not all(
        same_plain(spec.read_label(default), spec.read_label(value)) for value in values
    ):
        yield Finding(
            f"`{name}.{column}` does not have the default that the exercise asks for.",
            expected=f"{show_plain(default)} where none is given",
            actual=shown,
            hint=f"Add default={default!r} to this column.",
            where=where,
        )


def _default_now(
    name: str, column: str, values: list[Any], moment: datetime.datetime, where: Where | None
) -> Iterator[Finding]:
    shown = show_some(values) or "no row"
    # A day on either side: the clock's zone is the submission's choice.
    if not values or not all(_near(value, moment) for value in values):
        yield Finding(
            f"`{name}.{column}` is not filled with the moment of creation.",
            expected="the moment of creation where none is given",
            actual=shown if all(value is None for value in values) else "another moment",
            hint="Add default=datetime.utcnow (without parentheses) or server_default=func.now() to this column.",
            where=where,
        )
    elif len(values) > 1 and len(set(values)) == 1 and isinstance(values[0], datetime.datetime):
        yield Finding(
            f"`{name}.{column}` is the same moment for every row.",
            expected="the moment at which each row is created",
            actual="two rows, stored one after the other, with the same moment",
            hint="The default was called once, when the class was read. Give the function itself: default=datetime.utcnow.",
            where=where,
        )


def _near(value: Any, moment: datetime.datetime) -> bool:
    if isinstance(value, datetime.datetime):
        return abs(value.replace(tzinfo=None) - moment.replace(tzinfo=None)) < datetime.timedelta(days=1)
    if isinstance(value, datetime.date):
        return abs(value - moment.date()) <= datetime.timedelta(days=1)
    return False


KIND = CheckKind("default", DefaultCheck, check_meaning, needs=needs, plans=plans, findings=findings)
