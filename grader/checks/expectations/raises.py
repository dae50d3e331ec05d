"""`raises:` an act must raise an error of a kind; every other act must raise none."""

from __future__ import annotations

from grader.checks.contract import CheckInput
from grader.checks.expectations import not_called
from grader.checks.values.show import show
from grader.language.acts import Act, Read
from grader.model import Finding
from grader.planning.acts import describe_act
from grader.worker.protocol import Observation

_CAUGHT = "Is the error caught somewhere? Let it reach the caller (after a rollback: `raise`)."
_LOADED = (
    "It can be read, so it was loaded before: more than was asked for, here or by a lazy=... in the model."
)


def finding(act: Act, observation: Observation, asked: CheckInput) -> Finding | None:
    """What is wrong with how an act ended."""
    expected = " or ".join(act.must_raise)
    raised = observation.raised
    if observation.problem:
        return not_called.finding(act, observation.problem, asked)
    if raised and not act.may_raise:
        return asked.explain(describe_act(act), raised)
    if expected and raised is None:
        return Finding(
            message=f"{describe_act(act)} must raise {expected}, and did not.",
            expected=expected,
            actual=f"no error; the result is {show(observation.value)}",
            hint=_LOADED if isinstance(act, Read) else _CAUGHT,
        )
    if expected and raised and not set(act.must_raise) & set(raised.bases):
        return asked.explain(describe_act(act), raised, f"an error of the kind {expected}")
    return None
