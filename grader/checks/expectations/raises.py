"""`raises:` an act must raise an error of a kind; every other act must raise none."""

from __future__ import annotations

from typing import Any

from grader.checks.values.show import show
from grader.hints import explain
from grader.language.acts import Act, Add, Append, Call, Delete, Enter, Leave, New, Read, Remove, Request, Set
from grader.model import Finding
from grader.worker.protocol import Observation

_CAUGHT = "Is the error caught somewhere? Let it reach the caller (after a rollback: `raise`)."
_LOADED = (
    "It can be read, so it was loaded before: more than was asked for, here or by a lazy=... in the model."
)
_WORDS = {"expire": "session.expire_all()", "new session": "Going on with a new session"}


def finding(act: Any, observation: Observation) -> Finding | None:
    """What is wrong with how an act ended."""
    expected = act.raises if isinstance(act, Act) else None
    raised = observation.raised
    if observation.problem:
        return Finding(f"{describe(act)} is not possible: {observation.problem}")
    if expected is None and raised:
        return explain.finding(describe(act), raised)
    if expected and raised is None:
        return Finding(
            message=f"{describe(act)} must raise {expected}, and did not.",
            expected=expected,
            actual=f"no error; the result is {show(observation.value)}",
            hint=_LOADED if isinstance(act, Read) else _CAUGHT,
        )
    if expected and raised and expected not in raised.bases:
        return explain.finding(describe(act), raised, f"an error of the kind {expected}")
    return None


def describe(act: Any) -> str:
    """An act in words, as the beginning of a sentence."""
    match act:
        case str():
            return _WORDS.get(act, f"session.{act}()")
        case Call():
            return f"`{act.call.lstrip('$')}(...)`{_in_threads(act)}"
        case Enter():
            return f"Entering `{act.enter}(...)`"
        case Leave():
            inside = f" with {act.raising} raised inside" if act.raising else ""
            return f"Leaving `{act.leave.lstrip('$')}`{inside}"
        case New():
            return f"`{act.new}(...)`"
        case Read():
            return f"Reading `{act.read.lstrip('$')}`"
        case Request():
            return f"`{act.request}`"
        case Set():
            return f"Setting `{act.set.lstrip('$')}`"
        case Add() | Delete():
            verb = "add" if isinstance(act, Add) else "delete"
            return f"session.{verb}({getattr(act, verb).lstrip('$')})"
        case Append():
            return f"Appending to `{act.to.lstrip('$')}`"
        case Remove():
            return f"Removing from `{act.source.lstrip('$')}`"
    return "This"


def _in_threads(act: Call) -> str:
    if act.threads is None:
        return ""
    return f" in {act.threads} threads" if act.threads > 1 else " in another thread"
