"""`returns:` the result of a call or of a read is what is expected, and of the shape that the function states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.checks import outlines
from grader.checks.contract import CheckInput, FinishedRun
from grader.checks.values.compare import Comparison, ExpectedObject, is_plain, show_expected
from grader.checks.values.difference import find_difference
from grader.checks.values.resolve import resolve
from grader.checks.values.show import kind, show
from grader.hints import explain
from grader.language import shapes
from grader.language.acts import Call, Request, Result
from grader.language.checks import ScenarioCheck
from grader.language.exercise import Exercise
from grader.language.inheritance import list_family
from grader.language.shapes import Shape
from grader.model import Finding
from grader.planning.acts import describe_act
from grader.worker.protocol import Entries, Instance, Items, Object, Opaque, Value, Where

_LAZY = (
    "Query",
    "ScalarResult",
    "Result",
    "CursorResult",
    "ChunkedIteratorResult",
    "MappingResult",
    "Select",
    "TupleResult",
)

UNSTORED = "not stored"
"""The cause of what is missing, in the database and in what was returned."""

_UNSTORED_STATES = ("transient", "pending")
_STATE_HINTS = {
    "$session.new": "New is what was given to session.add(...) and not flushed yet: a flush or a commit sends it.",
    "$session.dirty": "Dirty is a loaded object whose attribute was set, and that was not flushed yet; what"
    " session.execute(update(...)) changes never is.",
    "$session.deleted": "Deleted is what was given to session.delete(...) and not flushed yet; what"
    " session.execute(delete(...)) or query.delete() removes never is.",
}
"""By what is read: when an object is there."""
_STATUS_HINTS: Mapping[Any, str] = {
    200: "An answer is 200 unless the code says another status: HTTPException(404) or status_code=201 in FastAPI,"
    " `return body, 404` in Flask.",
    404: "Is there a route with exactly this path?",
    405: "There is a route with this path, for another method.",
    422: "The application could not read the request: compare the names and types of its parameters.",
}
"""By the status that came in place of another."""


def findings(
    act: Result, value: Value, check: ScenarioCheck, ran: FinishedRun, asked: CheckInput
) -> Iterator[Finding]:
    """A wrong shape, else a wrong value; where no result is stated, only a dictionary in place of an object."""
    if isinstance(act, Call) and act.different and (found := _not_different(act, value, asked)):
        yield found
        return
    if not act.states_result and check.expect.reference not in (True, "results"):
        if isinstance(act, Call) and act.keep_as and _is_no_object(act, value, asked):
            yield from _wrong_shapes(act, value, asked)
        return
    wrong = next(_wrong_shapes(act, value, asked), None) if isinstance(act, Call) else None
    if wrong:
        yield wrong
    elif act.states_result:
        expected = resolve(act.returns, check, ran, asked.exercise)
        yield from _wrong_value(act, expected, value, ran, asked)


def comparison(ran: FinishedRun, exercise: Exercise, act: Result) -> Comparison:
    """A comparison that knows the rows which PostgreSQL held after the run."""
    rows = {name: table.rows for name, table in ran.evidence.rows.items()}
    return Comparison(exercise.models, rows, act.in_order, act.repeats is not None)


def place(act: Result, asked: CheckInput) -> Where | None:
    """The line of the function that an act calls."""
    imported = asked.submission.imported
    if not isinstance(act, Call) or imported is None:
        return None
    name = act.call.rpartition(".")[2]
    return next((f.where for f in imported.functions if f.name.rpartition(".")[2] == name), None)


def find_end(act: Call, asked: CheckInput) -> Where | None:
    """The last line of the function that an act calls."""
    start, imported = place(act, asked), asked.submission.imported
    reports = [f for f in imported.functions if f.where == start] if imported and start else []
    return Where(start.file, reports[0].last_line) if start and reports and reports[0].last_line else start


def _wrong_value(
    act: Result, expected: Any, actual: Value, ran: FinishedRun, asked: CheckInput
) -> Iterator[Finding]:
    compare = comparison(ran, asked.exercise, act)
    looked_at = _stated(expected, actual) if isinstance(act, Request) else actual
    if compare.same(expected, looked_at):
        return
    hints = (_hint(act, expected, actual), find_difference(compare, expected, looked_at))
    is_unstored = isinstance(act, Call) and _is_unstored(expected, actual)
    where = find_end(act, asked) if isinstance(act, Call) and is_unstored else place(act, asked)
    verb = {Call: "returned", Request: "answered"}.get(type(act), "gave")
    yield Finding(
        message=f"{describe_act(act)} {verb} something other than expected.",
        expected=show_expected(expected),
        actual=show(compare.filled(actual)),
        hint=" ".join(filter(None, hints)) or None,
        where=where,
        cause=explain.write_cause(where, UNSTORED) if is_unstored else "",
        outline=outlines.of_result(act, compare, expected, looked_at),
    )


def _is_unstored(expected: Any, actual: Value) -> bool:
    """Whether an object was given back that no session has stored, in place of one that was."""
    is_new = isinstance(actual, Object) and actual.state in _UNSTORED_STATES
    return is_new and isinstance(expected, ExpectedObject) and not expected.key


def _stated(expected: Any, answer: Value) -> Value:
    """Of an answer, what is expected of it: the status, the JSON, or both."""
    if not isinstance(answer, Entries):
        return answer
    entries = tuple(entry for entry in answer.entries if isinstance(entry[0], str) and entry[0] in expected)
    return Entries(entries, len(entries))


def _hint(act: Result, expected: Any, actual: Value) -> str | None:
    if isinstance(act, Request):
        return _answer_hint(expected, actual)
    return _STATE_HINTS.get(getattr(act, "read", "")) or _value_hint(expected, actual)


def _answer_hint(expected: Any, answer: Value) -> str | None:
    """What the status says that came in place of another; else that text came in place of JSON."""
    entries = answer.entries if isinstance(answer, Entries) else ()
    told = {key: value for key, value in entries if isinstance(key, str)}
    status = told.get("status")
    if isinstance(status, int) and status != expected.get("status", status):
        return _STATUS_HINTS.get(status)
    return "The body is text, not JSON." if "json" in expected and "text" in told else None


def _value_hint(expected: Any, actual: Value) -> str | None:
    if actual is None and expected is not None:
        return "It returned None: is there a `return`, or is the result only printed?"
    if isinstance(expected, list) and isinstance(actual, Items) and len(expected) != actual.length:
        more = "too many" if actual.length > len(expected) else "too few"
        return f"{actual.length} items instead of {len(expected)}: {more}."
    if isinstance(expected, dict) and isinstance(actual, Entries) and len(expected) != actual.length:
        return f"{actual.length} entries instead of {len(expected)}."
    if (
        isinstance(expected, ExpectedObject)
        and isinstance(actual, Object)
        and actual.state in _UNSTORED_STATES
    ):
        return _unstored_hint(expected, actual)
    return None


def _unstored_hint(expected: ExpectedObject, actual: Object) -> str:
    if expected.key and any(part in actual.loaded.values() for part in expected.key):
        return (
            f"This object was made by hand with {expected.model}(...), and no session knows it: added to one, it would be"
            " inserted again. Return the object that session.get() or a query gives."
        )
    if actual.state == "pending":
        return "The object is in the session, and was never stored: call session.commit()."
    return "The object was never stored: add it to the session, and commit."


# ---- threads ----------------------------------------------------------------------------------


def _not_different(act: Call, value: Value, asked: CheckInput) -> Finding | None:
    """Threads that gave the same object, or equal values."""
    items = value.items[: act.threads] if isinstance(value, Items) else ()
    again = [
        item.again if isinstance(item, Object | Instance | Opaque) else item in items[:i]
        for i, item in enumerate(items)
    ]
    if len(items) == act.threads and not any(again):
        return None
    return Finding(
        message=f"{describe_act(act)} must give each thread an object of its own, and did not.",
        expected=f"{act.threads} different objects",
        actual=f"{len(items) - sum(again)} different in {show(value)}",
        hint="Sessions are not made for several threads: scoped_session(sessionmaker(...)) gives each its own.",
        where=place(act, asked),
    )


# ---- shapes -----------------------------------------------------------------------------------


def _wrong_shapes(act: Call, value: Value, asked: CheckInput) -> Iterator[Finding]:
    """Of the result, or of each thread's."""
    values = value.items if act.threads and isinstance(value, Items) else (value,)
    yield from (found for value in values if (found := _wrong_shape(act, value, asked)))


def _wrong_shape(act: Call, value: Value, asked: CheckInput) -> Finding | None:
    shape = _shape(act, asked.exercise)
    if shape is None or _has_shape(value, shape, act.in_order, asked.exercise):
        return None
    actual = kind(value)
    if isinstance(value, Items) and shape.many and value.items:
        wrong = next(
            (item for item in value.items if not _is(item, shape.of, asked.exercise)), value.items[0]
        )
        actual = f"{kind(value)} with {kind(wrong)} in it" if value.type == "list" else kind(value)
    return Finding(
        message=f"{describe_act(act)} must return {_article(shape)}, and returned {actual}.",
        expected=str(shape),
        actual=show(value),
        hint=_shape_hint(value, shape),
        where=place(act, asked),
        outline=outlines.of_shape(act, value, _shape_hint(value, shape)),
    )


def _shape(act: Call, exercise: Exercise) -> Shape | None:
    function = exercise.functions.get(exercise.called(act.call) or "")
    return shapes.parse(function.returns, exercise.models) if function and function.returns else None


def _is_no_object(act: Call, value: Value, asked: CheckInput) -> bool:
    """What is kept is read on in, and a dictionary can be read into as an object can."""
    shape = _shape(act, asked.exercise)
    gives_object = shape is not None and shape.of in asked.exercise.models and not shape.many
    return gives_object and isinstance(value, Entries | Opaque)


def _has_shape(value: Value, shape: Shape, in_order: bool, exercise: Exercise) -> bool:
    if value is None and (shape.or_null or shape.of in ("nothing", "anything")):
        return True
    if not shape.many:
        return _is(value, shape.of, exercise)
    kinds = ("list", "tuple") if in_order else ("list", "tuple", "set")
    if not isinstance(value, Items) or value.type not in kinds:
        return False
    return all(_is(item, shape.of, exercise) for item in value.items)


def _is(value: Value, name: str, exercise: Exercise) -> bool:
    if name in exercise.models:
        return isinstance(value, Object) and value.model in list_family(exercise.models, name)
    return is_plain(value, name)


def _article(shape: Shape) -> str:
    if shape.many:
        return f"a list of {shape.of}"
    if shape.of == "nothing":
        return "nothing (None)"
    return ("an " if shape.of[0].lower() in "aeiou" else "a ") + str(shape)


def _shape_hint(value: Value, shape: Shape) -> str | None:
    if value is None:
        return "It returned None: is there a `return`, or is the result only printed?"
    if isinstance(value, Opaque) and value.type in _LAZY:
        return "That is a query that has not been read yet: add .all() (for a list) or .first()."
    if isinstance(value, Opaque) and value.type in ("generator", "async_generator"):
        return "A generator has no values yet: build a list of them, with list(...), and return that."
    if isinstance(value, Opaque) and value.type == "coroutine":
        return "An async function gives nothing until it is awaited: write `await` before its call."
    if (
        isinstance(value, Items)
        and shape.many
        and any(isinstance(i, Items) and i.type == "row" for i in value.items)
    ):
        return "Each item is a row with the object in it: use session.scalars(...).all(), or result.scalars().all()."
    if shape.of == "dict" and isinstance(value, Items):
        return "Build a dict of it: {key: value for key, value in rows}, or dict(rows)."
    if isinstance(value, Object) and shape.many:
        return "That is one object, as first(), one() and get() give it: all() gives a list."
    if isinstance(value, bool | int | float | str) and shape.of[0].isupper() and not shape.many:
        return f"Return the {shape.of} object itself, not one of its values."
    if isinstance(value, Items) and not shape.many and value.type == "row":
        return "That is a row with the object in it: use .scalar_one_or_none(), or session.get(...)."
    return None
