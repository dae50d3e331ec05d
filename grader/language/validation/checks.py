"""Checks: each by itself, and what they require of each other."""

from __future__ import annotations

from collections.abc import Sequence

from grader.language.acts import Call, Result
from grader.language.checks import Check, ScenarioCheck
from grader.language.expectations import Expect
from grader.language.validation.acts import Acts
from grader.language.validation.expectations import Expectations
from grader.language.validation.names import Names, Report
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Path
from grader.wording import unknown


def check_requirements(
    checks: Sequence[Check], places: Sequence[int], earlier: set[str], names: Names, report: Report
) -> None:
    """Ids that are there once, and requirements that stand before. ``earlier`` grows by the ids seen."""
    for check, place in zip(checks, places, strict=True):
        at: Path = ("checks", place)
        if check.id in earlier:
            report((*at, "id"), f"there are two checks `{check.id}`")
        for required in check.requires:
            if required == check.id:
                report((*at, "requires"), f"`{check.id}` cannot require itself")
            elif required not in names.checks:
                report((*at, "requires"), unknown("check", required, names.checks))
            elif required not in earlier:
                report(
                    (*at, "requires"),
                    f"`{required}` does not stand before `{check.id}`; a check requires earlier ones",
                )
        earlier.add(check.id)


def check_scenario(check: ScenarioCheck, scope: Scope, path: Path) -> None:
    """Acts on what is there, and at least one expectation."""
    scope.read_rows(check, path)
    expects = check.expect != Expect() or bool(check.parts)
    for i, act in enumerate(check.do):
        Acts(scope).check(act, (*path, "do", i))
        expects |= bool(act.must_raise) or (isinstance(act, Result) and act.states_result)
        expects |= isinstance(act, Call) and act.different
    if not expects:
        scope.report(path, "this check expects nothing: add `returns:` or `raises:` to an act, or `expect:`")
    Expectations(scope).check(check, (*path, "expect"))
    _check_parts(check, scope, path)


def _check_parts(check: ScenarioCheck, scope: Scope, path: Path) -> None:
    """Parts that look at something, each at something of its own."""
    stated = {act.keeps for act in check.do if isinstance(act, Result) and act.states_result}
    titles: set[str] = set()
    differences = int(check.expect.states_difference)
    for i, part in enumerate(check.parts):
        at = (*path, "parts", i)
        if part.title in titles:
            scope.report((*at, "title"), "two parts have this title: a report could not tell them apart")
        titles.add(part.title)
        if not part.results and part.expect == Expect():
            scope.report(at, "this part expects nothing: add `results:` or `expect:`")
        for name in part.results:
            if name not in stated:
                names = sorted(filter(None, stated))
                scope.report(
                    (*at, "results"), unknown("result", name, names, "that an act `returns:` and keeps")
                )
        differences += part.expect.states_difference
        if part.expect.states_difference and differences > 1:
            scope.report(
                (*at, "expect"),
                "`added:`, `changed:` and `removed:` are all that changed: one part states them",
            )
        Expectations(scope).check(check.only(part), (*at, "expect"))
