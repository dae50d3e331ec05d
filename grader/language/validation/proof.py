"""What `grader validate` asks of a check beyond the language: that a wrong answer can be told from a right one.

Doing nothing takes no statements. So a check that counts statements also compares what each call gives, or the rows
that it changed, in the same run: a submission can tell two checks apart by the shape of their data, and answer the one
that looks at nothing with nothing. For the same reason rows stand beside what the session is said to hold, which only
the submission's own process knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.errors import InternalError
from grader.language.acts import Call, Read, Request, Result
from grader.language.checks import Check, ScenarioCheck
from grader.language.exercise import Exercise
from grader.language.expectations import Expect
from grader.language.models import Function
from grader.language.references import reference, references
from grader.language.results import KEYS, is_any, is_at_least
from grader.language.validation.names import SESSION
from grader.language.yaml_positions import Path

_NO_RESULT = (None, "nothing", "anything")
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
"""What only asks: https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods."""
_ROWS = "`added:`, `changed:`, `removed:` or `rows:`"


def faults(check: Check, exercise: Exercise) -> Iterator[tuple[Path, str]]:
    """What a check leaves unlooked at, each with its path below the check."""
    if isinstance(check, ScenarioCheck):
        yield from _of_scenario(check.whole, exercise)


def _of_scenario(check: ScenarioCheck, exercise: Exercise) -> Iterator[tuple[Path, str]]:
    if not _states_rows(check.expect):
        yield from _session_alone(check)
    if _limits(check):
        yield from _limited(check, exercise)


def _session_alone(check: ScenarioCheck) -> Iterator[tuple[Path, str]]:
    for i, act in _results(check):
        if isinstance(act, Read) and _is_of_session(act):
            yield (
                ("do", i),
                f"`{check.id}` reads `{act.read}`, which only the submission's own process knows. State beside it what"
                f" the database holds at the end, by {_ROWS} under `expect:`; `added: {{}}` if nothing changed",
            )


def _limits(check: ScenarioCheck) -> str:
    """What limits the work of a check's acts; empty where nothing does. Who does nothing keeps within any limit."""
    limits = {
        "`statements:`": check.expect.statements is not None,
        "`read:` with `raises:`": any(isinstance(act, Read) and act.must_raise for act in check.do),
    }
    return ", ".join(name for name, is_there in limits.items() if is_there)


def _limited(check: ScenarioCheck, exercise: Exercise) -> Iterator[tuple[Path, str]]:
    looks = _Looks(check, exercise)
    unseen = [(("do", i), looks.message(act)) for i, act in looks.unseen()]
    yield from unseen
    if check.expect.statements and not unseen and not looks.seen() and not _states_rows(check.expect):
        yield (
            ("expect", "statements"),
            f"`{check.id}` limits the statements, and looks at nothing that they do. Add `returns:` to an act, or state the"
            f" rows at the end, by {_ROWS} under `expect:`",
        )


@dataclass(frozen=True)
class _Looks:
    """Which acts of a check are looked at, by their numbers."""

    check: ScenarioCheck
    exercise: Exercise

    def unseen(self) -> list[tuple[int, Result]]:
        """Calls, requests and reads whose work nothing in the check shows."""
        seen = self.seen()
        left = [(i, act) for i, act in _results(self.check) if i not in seen and not _is_stated_read(act)]
        return self._unseen_in_rows(left) if _states_work(self.check.expect) else left

    def seen(self) -> frozenset[int]:
        """Acts whose result is compared, by itself or in what a later act makes of it."""
        seen: set[int] = set()
        used: set[str] = set()
        session_is_read = False
        for i, act in reversed(_results(self.check)):
            if self._is_compared(act) or act.keeps in used:
                used |= {found.name for found in references(act.model_dump())}
                seen.add(i)
            elif session_is_read and isinstance(act, Call):
                seen.add(i)
            session_is_read |= _is_of_session(act) and act.returns not in (None, [])
        return frozenset(seen)

    def _unseen_in_rows(self, left: Sequence[tuple[int, Result]]) -> list[tuple[int, Result]]:
        """Of acts that are left, those that stated rows do not show. Rows show the work of calls that give nothing. A change
        shows that of one function that gives something; of two, it may all be the other's."""
        giving = [(i, act) for i, act in left if self._gives(act)]
        functions = {self._called(act) for _, act in giving if not isinstance(act, Read)}
        if len(functions) > 1 or not _states_change(self.check.expect):
            return giving
        return [(i, act) for i, act in giving if isinstance(act, Read)]

    def _is_compared(self, act: Result) -> bool:
        if act.may_raise:
            return bool(act.must_raise) and not (isinstance(act, Read) and self.check.expect.statements)
        if isinstance(act, Call) and act.different:
            return True
        if act.states_result and self._says_something(act):
            return True
        is_result = isinstance(act, Request) or self._gives(act)
        return is_result and self.check.expect.reference in (True, "results")

    def _says_something(self, act: Result) -> bool:
        if isinstance(act, Request):
            return _says_something_of_answer(act.returns)
        return _fixes(act.returns) and (act.returns is not None or self._gives(act))

    def _gives(self, act: Result) -> bool:
        """Whether the exercise says that something comes back, whose absence would be noticed."""
        if isinstance(act, Request):
            return act.request.split()[0] in _SAFE_METHODS
        function = self._function(act)
        return function.returns not in _NO_RESULT if function else True

    def _function(self, act: Result) -> Function | None:
        return self.exercise.functions.get(self._called(act)) if isinstance(act, Call) else None

    def _called(self, act: Result) -> str:
        match act:
            case Call():
                return self.exercise.called(act.call) or act.call
            case Request():
                return act.request
            case Read():
                return act.read
        raise InternalError(f"an act with a result that nobody knows: {act!r}")

    def message(self, act: Result) -> str:
        """What is not looked at, and what to write."""
        what = (
            f"`{self.check.id}` limits what `{self._called(act)}` does ({_limits(self.check)}), and does not"
        )
        if self._gives(act):
            return (
                f"{what} compare its result: one that does less would pass. Add `returns:` with the expected values, or"
                f" {self._by_reference('results')}"
            )
        return (
            f"{what} look at what it did: one that does nothing would pass. State the rows that it changes, by {_ROWS},"
            f" or {self._by_reference('true')}{self._if_it_has_a_result(act)}"
        )

    def _by_reference(self, what: str) -> str:
        if self.check.id in self.exercise.hidden:
            return f"`reference: {what}`, under `expect:`"
        return f"move the check to hidden.yaml, where `expect:` may have `reference: {what}`"

    def _if_it_has_a_result(self, act: Result) -> str:
        function = self._function(act)
        return ". If it has a result, say so in `functions:`" if function and function.returns is None else ""


def _results(check: ScenarioCheck) -> list[tuple[int, Result]]:
    """The acts that have a result, with their places."""
    return [(i, act) for i, act in enumerate(check.do) if isinstance(act, Result)]


def _is_stated_read(act: Result) -> bool:
    return isinstance(act, Read) and (act.states_result or bool(act.must_raise))


def _is_of_session(act: Result) -> bool:
    found = reference(act.read) if isinstance(act, Read) else None
    return found is not None and found.name == SESSION


def _fixes(value: Any) -> bool:
    """Whether an expected value tells some values from others of its type."""
    if isinstance(value, dict) and is_at_least(value):
        return any(map(_fixes, value.get(KEYS, {}).values()))
    if isinstance(value, dict):
        free = is_any(value)
        inside = [item for key, item in value.items() if key != "object"]
        return not free and (value == {} or any(map(_fixes, inside)))
    return value == [] or any(map(_fixes, value)) if isinstance(value, list) else True


def _says_something_of_answer(answer: Mapping[str, Any]) -> bool:
    """An error or a redirection is the whole answer; of what was found, the status says nothing."""
    status = answer.get("status")
    contents = [answer[name] for name in ("json", "text") if name in answer]
    return (isinstance(status, int) and status >= 300) or any(map(_fixes, contents))


def _states_rows(expect: Expect) -> bool:
    return expect.reference in (True, "rows") or expect.rows is not None or expect.states_difference


def _states_work(expect: Expect) -> bool:
    """Whether rows are stated that doing nothing need not leave: `added: {}` is true of doing nothing."""
    return expect.reference in (True, "rows") or bool(expect.rows) or _states_change(expect)


def _states_change(expect: Expect) -> bool:
    """Whether rows are stated that doing nothing does not leave. A row that is written out under `rows:` is taken for a
    new one: what was there has a name."""
    if expect.changed or expect.removed or any((expect.added or {}).values()):
        return True
    return any(isinstance(row, dict) for rows in (expect.rows or {}).values() for row in rows)
