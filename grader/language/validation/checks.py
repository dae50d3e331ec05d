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
    expects = check.expect != Expect()
    for i, act in enumerate(check.do):
        Acts(scope).check(act, (*path, "do", i))
        expects |= bool(act.must_raise) or (isinstance(act, Result) and act.states_result)
        expects |= isinstance(act, Call) and act.different
    if not expects:
        scope.report(path, "this check expects nothing: add `returns:` or `raises:` to an act, or `expect:`")
    Expectations(scope).check(check, (*path, "expect"))
