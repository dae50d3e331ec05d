"""A relationship by use: read both sides, set one side and see the other, delete and see the cascade."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from grader.checks.contract import CheckInput, CheckKind
from grader.checks.relationship.cases import (
    Case,
    find_sides,
    generate_data,
    list_cases,
    list_groups,
)
from grader.checks.relationship.findings import find_absent, find_in_case
from grader.language.checks import Check
from grader.language.exercise import Exercise
from grader.language.parts import Dotted
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Path
from grader.model import Finding
from grader.planning.plan import Fit, Plan
from grader.planning.uses import Uses, find_uses
from grader.wording import unknown


class RelationshipCheck(Check):
    """A relationship by use: both sides are read, linked and, where a cascade is stated, deleted."""

    kind: ClassVar[str] = "relationship"

    relationship: Annotated[Dotted, Field(description="either side, such as `Author.posts`")]


def check_meaning(check: RelationshipCheck, scope: Scope, path: Path) -> None:
    """A relationship that the exercise has."""
    model, name = check.relationship.split(".")
    at, models = (*path, "relationship"), scope.names.models
    if model not in models:
        scope.report(at, unknown("model", model, models))
    elif name not in models[model].relationships:
        scope.report(at, unknown("relationship", name, models[model].relationships, f"of `{model}`"))


def needs(check: RelationshipCheck, exercise: Exercise) -> Uses:
    """Both models, with their keys, and what their rows hang on."""
    sides = find_sides(check.relationship, exercise)
    family = list_cases(sides)[0].family
    found = dict(find_uses(exercise, list_groups(sides, exercise, family)))
    for model, order in ((sides.child, sides.down_order), (sides.parent, sides.up_order)):
        if order:
            found[model] = found[model] | {order.column}
    return {name: found[name] for name in (sides.parent, sides.child, *found)}


def plans(check: RelationshipCheck, exercise: Exercise, seed: str, fit: Fit) -> tuple[Plan, ...]:
    """Reading and linking from each side that has an attribute; deleting where a cascade is stated."""
    sides, uses = find_sides(check.relationship, exercise), needs(check, exercise)
    return tuple(
        Plan(fit(generate_data(sides, exercise, seed, case), uses), _list_loaded(case), case.steps, uses=uses)
        for case in list_cases(sides)
    )


def _list_loaded(case: Case) -> tuple[str, ...]:
    """One alone where the others are to be deleted, or to come, by way of it."""
    is_alone = case.deleted or any(look.order for look in case.looks.values())
    return ("one",) if is_alone else case.family.names


def findings(check: RelationshipCheck, asked: CheckInput) -> Iterator[Finding]:
    """The first run that shows something wrong; the later ones would only repeat it."""
    sides = find_sides(check.relationship, asked.exercise)
    absent = list(find_absent(sides, asked))
    yield from absent
    if absent:
        return
    for case, ran in zip(list_cases(sides), asked.runs, strict=True):
        found = list(find_in_case(case, ran, sides, asked))
        yield from found
        if found:
            return


# ---- judging ----------------------------------------------------------------------------------


KIND = CheckKind(
    "relationship", RelationshipCheck, check_meaning, needs=needs, plans=plans, findings=findings
)
