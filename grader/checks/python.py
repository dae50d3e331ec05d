"""The way out for what YAML cannot say: a check as a generator in ``checks.py`` beside the file that has the check.

The function is trusted and runs on this side; the submission stays in its sandbox::

    def check_waiting_list(run):
        answer = run.do({"call": "borrow", "with": {"book_id": "$dune.id"}})
        if len(run.rows("Loan")) != 1:
            yield run.finding("The loan is stored twice.", expected="1 row", actual=answer.shown)

Acts are those of the exercise language, as mappings or words.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from grader.checks import scenario
from grader.checks.contract import CheckKind, Live
from grader.checks.values import compare, show
from grader.errors import AuthorError
from grader.language.acts import AnyAct
from grader.language.checks import PythonCheck
from grader.language.exercise import Exercise
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Path as YamlPath
from grader.model import Finding
from grader.planning.acts import find_callees, find_rows, list_callees, plan_act
from grader.planning.data import Data
from grader.planning.plan import Fit, Plan, Step
from grader.planning.uses import Uses, find_uses
from grader.wording import unknown
from grader.worker.protocol import Act, Entries, Items, Raised, Value

CheckFunction = Callable[["PythonRun"], Iterable[Finding]]
_ACT: TypeAdapter[Any] = TypeAdapter(AnyAct)


@dataclass(frozen=True)
class Answer:
    """What an act gave. ``value`` is plain Python where the result was (lists, dicts, scalars)."""

    value: Any
    shown: str
    raised: Raised | None
    problem: str | None


class PythonRun:
    """One run, as a Python check drives it."""

    def __init__(self, live: Live, data: Data, exercise: Exercise) -> None:
        self._live, self._data, self._exercise = live, data, exercise
        self._loaded: set[str] = set()

    @property
    def data(self) -> Mapping[str, Mapping[str, Any]]:
        """The named rows of ``data:`` and ``drafts:``: name → column → value."""
        return {name: row.values for name, row in self._data.names.items()}

    def do(self, act: Mapping[str, Any] | str) -> Answer:
        """Carry out one act. Raises ``AuthorError`` for what is not one."""
        try:
            asked = _ACT.validate_python(act)
        except ValidationError as error:
            raise AuthorError(f"checks.py: {act!r} is not an act: {error.errors()[0]['msg']}") from error
        planned = plan_act(asked, self._data, self._exercise)
        if problem := self._load_rows(planned):
            return Answer(None, "nothing", None, problem)
        observation = self._live.do(planned)
        if observation is None:
            return Answer(None, "no answer", None, "the process has ended")
        value = observation.value
        return Answer(_python(value), show.show(value), observation.raised, observation.problem)

    def _load_rows(self, act: Act) -> str | None:
        """Those that the act is the first to hand over; why that is not possible, else None."""
        rows = [name for name in find_rows((act,), self._data) if name not in self._loaded]
        problem = self._live.load(rows, find_callees((Step(act),), self._data)) if rows else None
        if not problem:
            self._loaded.update(rows)
        return problem

    def rows(self, model: str) -> list[Mapping[str, Any]]:
        """The rows of a model now, as another connection sees them."""
        return list(self._live.rows()[model].rows)

    def finding(
        self, message: str, expected: str | None = None, actual: str | None = None, hint: str | None = None
    ) -> Finding:
        """A reason why the check fails."""
        return Finding(message, expected, actual, hint)


def check_meaning(check: PythonCheck, scope: Scope, path: YamlPath) -> None:
    """A check whose function is there."""
    scope.read_rows(check, path)
    at, functions = (*path, "python"), scope.functions_of_checks
    if functions is None:
        scope.report(at, "there is no checks.py beside this file")
    elif check.python not in functions:
        scope.report(at, unknown("function", check.python, functions, "of checks.py"))


def needs(check: PythonCheck, exercise: Exercise) -> Uses:
    """What the data names: what else the function looks at, nobody knows."""
    return find_uses(exercise, scenario.list_groups(check, exercise))


def plans(check: PythonCheck, exercise: Exercise, seed: str, fit: Fit) -> tuple[Plan, ...]:
    """A run without acts for each size: the function says what is done."""
    callees, uses = list_callees(exercise), needs(check, exercise)
    return tuple(
        Plan(fit(scenario.generate_data(check, exercise, seed, size), uses), (), (), callees, size, uses=uses)
        for size in check.sizes or (None,)
    )


def drive(check: PythonCheck, live: Live, data: Data, exercise: Exercise) -> Iterable[Finding]:
    """What the check's function finds. Raises ``AuthorError``, and whatever the function raises."""
    return _function(check, exercise.python_file(check))(PythonRun(live, data, exercise))


def _function(check: PythonCheck, path: Path) -> CheckFunction:
    """The function that a Python check names. Raises ``AuthorError``."""
    found = getattr(_module(path), check.python, None)
    if not callable(found):
        raise AuthorError(
            f"{path}: there is no function `{check.python}`, which the check `{check.id}` names"
        )
    result: CheckFunction = found
    return result


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"checks_of_{path.parent.name}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise AuthorError(f"{path}: not found, and a check with `python:` needs it")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise AuthorError(f"{path}: cannot be imported: {type(error).__name__}: {error}") from error
    return module


def _python(value: Value) -> Any:
    if isinstance(value, Items):
        return [_python(item) for item in value.items]
    if isinstance(value, Entries):
        return {_python(key): _python(item) for key, item in value.entries}
    found, plain = compare.to_plain(value)
    return plain if found else value


KIND = CheckKind("python", PythonCheck, check_meaning, needs=needs, plans=plans, drive=drive)
