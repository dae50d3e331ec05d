"""What the worker says of an act, beside what the server saw while it was carried out.

Three claims have no other fact behind them: that an object was loaded before its session was closed, that something
waits in ``session.new``, ``dirty`` or ``deleted``, and that the database refused a statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.language.acts import Act, Commit, Flush, Read
from grader.model import Finding, RunEvidence
from grader.planning.acts import describe_act
from grader.worker.protocol import Items, Observation

_VERBS = {"$session.new": "INSERT", "$session.dirty": "UPDATE", "$session.deleted": "DELETE"}
"""What a flush sends for what waits in each of a session's collections."""
_FLUSHES = (Flush, Commit)
_OF_THE_DATABASE = "IntegrityError"


def watched(acts: Sequence[Act]) -> frozenset[int]:
    """The numbers of the acts that the server must count by themselves."""
    return frozenset(
        number
        for number, act in enumerate(acts)
        if _may_be_refused(act) or (isinstance(act, _FLUSHES) and _waiting(acts, number))
    )


def findings(acts: Sequence[Act], number: int, evidence: RunEvidence) -> Iterator[Finding]:
    """Where the server saw something else than the act of that number shows."""
    if number in evidence.loud:
        yield _loud(acts[number])
    if number in evidence.sent and _is_refused(acts[number], evidence.observations[number]):
        yield from _refused(acts[number], number, evidence)
    elif number in evidence.sent and isinstance(acts[number], _FLUSHES):
        yield from _flushed(acts, number, evidence)


def _may_be_refused(act: Act) -> bool:
    return _OF_THE_DATABASE in act.must_raise


def _is_refused(act: Act, observation: Observation) -> bool:
    """Whether an act raised what only the database gives, and none of the other errors that may come."""
    bases = observation.raised.bases if observation.raised else ()
    return [name for name in act.must_raise if name in bases] == [_OF_THE_DATABASE]


def _waiting(acts: Sequence[Act], number: int) -> list[tuple[int, Read]]:
    """The reads of a session's collections since the act before that ended or flushed a transaction."""
    found = []
    for earlier in range(number - 1, -1, -1):
        act = acts[earlier]
        if isinstance(act, Read) and act.read in _VERBS:
            found.append((earlier, act))
        elif not isinstance(act, Read):
            break
    return found


def _loud(act: Act) -> Finding:
    return Finding(
        message=f"{describe_act(act)} sends something to the database, although the session was closed before.",
        expected="an object that was loaded before its session was closed",
        actual="PostgreSQL is asked while it is read",
        hint="Load it with the object: selectinload or joinedload. If a second session has the object, use one session"
        " for both.",
    )


def _refused(act: Act, number: int, evidence: RunEvidence) -> Iterator[Finding]:
    counted = evidence.sent[number]
    if counted.total + sum(statement.calls for statement in counted.housekeeping) == 0:
        yield Finding(
            message=f"{describe_act(act)} raises {_OF_THE_DATABASE}, and the database was not asked.",
            expected="a statement that PostgreSQL refuses",
            actual="no statement, as PostgreSQL counts",
            hint="Send the INSERT or UPDATE, and let the error of the database reach the caller.",
        )


def _flushed(acts: Sequence[Act], number: int, evidence: RunEvidence) -> Iterator[Finding]:
    for earlier, read in _waiting(acts, number):
        value, verb = evidence.observations[earlier].value, _VERBS[read.read]
        if isinstance(value, Items) and value.length and not evidence.sent[number].writes(verb):
            yield Finding(
                message=f"{describe_act(acts[number])} sends no {verb} for what {describe_act(read).lower()} showed.",
                expected=f"at least one {verb}, as PostgreSQL counts",
                actual="none",
                hint="What waits in a session goes to the database with the next flush.",
            )
