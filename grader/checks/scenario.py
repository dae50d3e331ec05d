"""A scenario: rows to begin with, acts in order, and what must hold of results, rows and statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from grader.checks import outlines
from grader.checks.contract import CheckInput, CheckKind, FinishedRun
from grader.checks.expectations import (
    nothing_open,
    raises,
    reference,
    returns,
    rows,
    seen_by_server,
    statements,
)
from grader.checks.validators import name_validator
from grader.errors import InternalError
from grader.hints import explain
from grader.language.acts import Act, Result
from grader.language.checks import PartOfCheck, PythonCheck, ScenarioCheck
from grader.language.exercise import Exercise
from grader.language.expectations import Expect
from grader.language.rows import Group, parse
from grader.language.validation.checks import check_scenario
from grader.model import Finding, Outcome
from grader.planning.acts import describe_act, find_callees, find_rows, plan_act
from grader.planning.data import Data, generate
from grader.planning.plan import Fit, Plan, Step, as_drawn
from grader.planning.uses import Uses, find_uses

_TIMED_OUT = "Is there a loop without end, a sleep, or a lock that is waited for?"
_TIMED_OUT_AT = (
    "It was at this line when its time was over. Is there a loop around it that never ends, or a wait?"
)
_Compares = Callable[[Act], bool]


def needs(check: ScenarioCheck, exercise: Exercise) -> Uses:
    """What the data, acts and expectations name."""
    return find_uses(exercise, list_groups(check, exercise), check.do, check.expectations)


def plans(check: ScenarioCheck, exercise: Exercise, seed: str, fit: Fit) -> tuple[Plan, ...]:
    """One run, or one for each size."""
    return tuple(plan(check, exercise, seed, size, fit) for size in check.sizes or (None,))


def plan(check: ScenarioCheck, exercise: Exercise, seed: str, size: int | None, fit: Fit = as_drawn) -> Plan:
    uses = needs(check, exercise)
    data = fit(generate_data(check, exercise, seed, size), uses)
    watched = seen_by_server.watched(check.acts)
    steps = tuple(
        Step(plan_act(act, data, exercise), act.may_raise, i in watched) for i, act in enumerate(check.acts)
    )
    load = find_rows((step.act for step in steps), data)
    judges_open = any(expected.nothing_open for expected in check.expectations)
    return Plan(data, load, steps, find_callees(steps, data), size, _looks_at_rows(check), judges_open, uses)


def _looks_at_rows(check: ScenarioCheck) -> bool:
    """Whether rows decide: by themselves, as new ones' identity, or for what an object has not loaded."""
    stated = [act.returns for act in check.do if isinstance(act, Result)]
    return any(map(_is_of_rows, check.expectations)) or any(map(_has_object, stated))


def _is_of_rows(expect: Expect) -> bool:
    return bool(expect.reference) or expect.rows is not None or expect.states_difference


def _has_object(value: Any) -> bool:
    if isinstance(value, dict):
        return "object" in value or any(map(_has_object, value.values()))
    return isinstance(value, list) and any(map(_has_object, value))


def generate_data(
    check: ScenarioCheck | PythonCheck, exercise: Exercise, seed: str, size: int | None
) -> Data:
    """The rows of a check's ``data:`` and ``drafts:`` for one run."""
    groups, drafts = (_groups(check, key, exercise) for key in ("data", "drafts"))
    decides = isinstance(check, PythonCheck) or any(expected.reference for expected in check.expectations)
    return replace(generate(exercise.models, groups, drafts, f"{seed}/{size}", size), decides=decides)


def findings(check: ScenarioCheck, asked: CheckInput) -> Iterator[Finding]:
    """What is wrong with the check as a whole; where nothing is, what is wrong with each of its parts."""
    of_parts = {name for part in check.parts for name in part.results}
    found = list(_of_whole(check, asked, lambda act: act.keeps not in of_parts))
    yield from found
    if not found:
        yield from _of_parts(check, asked)


def _of_parts(check: ScenarioCheck, asked: CheckInput) -> Iterator[Finding]:
    """A part that doing nothing is enough for counts only beside parts that are right."""
    judged = [(part, list(_of_part(check, part, asked))) for part in check.parts]
    failed = [part.title for part, found in judged if found and not part.only_limits]
    for part, found in judged:
        yield from found
        if part.only_limits and failed and not found:
            yield Finding(
                message=f"“{part.title}” counts only where the other parts are right, and “{failed[0]}” is not.",
                part=part.title,
            )


def _of_part(check: ScenarioCheck, part: PartOfCheck, asked: CheckInput) -> Iterator[Finding]:
    for found in _of_whole(check.only(part), asked, lambda act: act.keeps in part.results):
        yield replace(found, part=part.title)


def _of_whole(check: ScenarioCheck, asked: CheckInput, compares: _Compares) -> Iterator[Finding]:
    """What is wrong in the first run that shows something wrong; statements are judged over all of them. ``compares``:
    whether the result of an act is looked at."""
    for i, ran in enumerate(asked.runs):
        found = list(_of_run(check, ran, asked, compares))
        if not found and check.expect.reference:
            found = list(reference.findings(check, ran, asked.reference[i], asked))
        yield from found
        if found:
            return
    if check.expect.statements:
        yield from statements.findings(check.expect.statements, asked.runs, asked.submission.catalog)


def _of_run(
    check: ScenarioCheck, ran: FinishedRun, asked: CheckInput, compares: _Compares
) -> Iterator[Finding]:
    if ran.evidence.outcome is not Outcome.COMPLETED:
        yield _not_ended(check, ran)
        return
    wrong = next(_of_acts(check, ran, asked, compares), None)
    if wrong:
        yield wrong
        return
    yield from rows.findings(check, ran, asked)
    if check.expect.nothing_open:
        yield from nothing_open.findings(ran)


def _of_acts(
    check: ScenarioCheck, ran: FinishedRun, asked: CheckInput, compares: _Compares
) -> Iterator[Finding]:
    """What is wrong with each act, in order: an error, else its result."""
    for number, (act, observation) in enumerate(zip(check.acts, ran.evidence.observations, strict=False)):
        found = raises.finding(act, observation, asked)
        if found and observation.raised:
            step = ran.plan.steps[number].act
            found = name_validator(found, step, observation.raised, ran.plan.data, asked)
        if found:
            outline = outlines.of_error(act, observation.raised)
            yield _in_its_round(check, number, replace(found, outline=outline))
        elif isinstance(act, Result) and not observation.raised and compares(act):
            for finding in returns.findings(act, observation.value, check, ran.until(number), asked):
                yield _in_its_round(check, number, finding)
        for finding in seen_by_server.findings(check.acts, number, ran.evidence):
            yield _in_its_round(check, number, finding)


def _in_its_round(check: ScenarioCheck, number: int, finding: Finding) -> Finding:
    """The finding of an act, told with its round where the acts are done several times."""
    if check.times == 1:
        return finding
    return replace(
        finding, message=f"Round {number // len(check.do) + 1} of {check.times}: {finding.message}"
    )


def _not_ended(check: ScenarioCheck, ran: FinishedRun) -> Finding:
    observed = ran.evidence.observations
    number = len(observed) - bool(observed and observed[-1].raised)
    number = min(number, len(check.acts) - 1)
    act = check.acts[number]
    finding = Finding(
        message=f"{describe_act(act)} did not finish: {ran.evidence.detail}.",
        hint={
            Outcome.TIMED_OUT: _TIMED_OUT_AT if ran.evidence.stopped_at else _TIMED_OUT,
            Outcome.OUT_OF_MEMORY: "Is something loaded or built without end?",
            Outcome.CRASHED: "The process ended in the middle of the call. Nothing may end it: no exit, no kill.",
        }.get(ran.evidence.outcome),
        where=ran.evidence.stopped_at,
        is_obstacle=True,
        cause=explain.write_cause(ran.evidence.stopped_at, "did not finish"),
    )
    return _in_its_round(check, number, replace(finding, outline=outlines.of_unfinished(act, finding.hint)))


def list_groups(check: ScenarioCheck | PythonCheck, exercise: Exercise) -> tuple[Group, ...]:
    """What is drawn for a check, stored or not."""
    return (*_groups(check, "data", exercise), *_groups(check, "drafts", exercise))


def _groups(check: ScenarioCheck | PythonCheck, key: str, exercise: Exercise) -> tuple[Group, ...]:
    def report(path: Any, message: str) -> None:
        raise InternalError(f"{check.id}: {path}: {message}")  # the loader has told every fault already

    return parse(exercise.rows(getattr(check, key)), exercise.models, (), report)


KIND = CheckKind("do", ScenarioCheck, check_scenario, needs=needs, plans=plans, findings=findings)
