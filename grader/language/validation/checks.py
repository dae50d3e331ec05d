"""Checks: each by itself, and what they require of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.language.acts import Act, Call, Result
from grader.language.checks import (
    Check,
    ColumnsCheck,
    DefaultCheck,
    PythonCheck,
    RelationshipCheck,
    ScenarioCheck,
)
from grader.language.expectations import Expect
from grader.language.validation.acts import Acts
from grader.language.validation.expectations import Expectations
from grader.language.validation.names import Names, Report, check_column_name
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Path
from grader.wording import unknown


def check_checks(
    checks: Sequence[Check], names: Names, hidden: bool, places: Sequence[int], report: Report
) -> None:
    """Every check by itself. ``places``: where in the document each stands."""
    for check, place in zip(checks, places, strict=True):
        _Check(check, Scope(names, hidden, report), ("checks", place)).check()


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


def check_functions_of_checks(
    checks: Sequence[Check], places: Sequence[int], functions: frozenset[str] | None, report: Report
) -> None:
    """Python checks name functions that are there. ``functions``: those of ``checks.py``; None without it."""
    for check, place in zip(checks, places, strict=True):
        if isinstance(check, PythonCheck) and check.python not in (functions or ()):
            missing = "there is no checks.py beside this file"
            message = (
                missing if functions is None else unknown("function", check.python, functions, "of checks.py")
            )
            report(("checks", place, "python"), message)


@dataclass(frozen=True)
class _Check:
    spec: Check
    scope: Scope
    path: Path

    def check(self) -> None:
        match self.spec:
            case ColumnsCheck():
                self._columns(self.spec.columns, "columns")
            case DefaultCheck():
                self._columns(self.spec.default, "default")
                self._defaults(self.spec)
            case RelationshipCheck():
                self._relationship(self.spec)
            case ScenarioCheck():
                self._scenario(self.spec)
            case PythonCheck():
                self.scope.lay(self.spec, self.path)
                if not self.scope.hidden:
                    self.scope.report(
                        (*self.path, "python"), "a check in Python is a hidden check: move it to hidden.yaml"
                    )

    def _columns(self, names: Sequence[str], key: str) -> None:
        for name in names:
            if "." in name:
                check_column_name(name, self.scope.names.models, (*self.path, key), self.scope.report)
            elif name not in self.scope.names.models:
                self.scope.report((*self.path, key), unknown("model", name, self.scope.names.models))

    def _defaults(self, spec: DefaultCheck) -> None:
        for name in spec.default:
            model, column = name.split(".")
            found = self.scope.names.models.get(model)
            if found and column in found.columns and found.columns[column].default is None:
                self.scope.report((*self.path, "default"), f"the column `{name}` states no `default:`")

    def _relationship(self, spec: RelationshipCheck) -> None:
        model, name = spec.relationship.split(".")
        at = (*self.path, "relationship")
        if model not in self.scope.names.models:
            self.scope.report(at, unknown("model", model, self.scope.names.models))
        elif name not in self.scope.names.models[model].relationships:
            self.scope.report(
                at,
                unknown("relationship", name, self.scope.names.models[model].relationships, f"of `{model}`"),
            )

    def _scenario(self, spec: ScenarioCheck) -> None:
        self.scope.lay(spec, self.path)
        expects = spec.expect != Expect()
        for i, act in enumerate(spec.do):
            if isinstance(act, Act):
                Acts(self.scope).check(act, (*self.path, "do", i))
                expects |= act.raises is not None or (isinstance(act, Result) and act.states_result)
                expects |= isinstance(act, Call) and act.different
        if not expects:
            self.scope.report(
                self.path, "this check expects nothing: add `returns:` or `raises:` to an act, or `expect:`"
            )
        Expectations(self.scope).check(spec, (*self.path, "expect"))
