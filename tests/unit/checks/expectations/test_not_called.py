"""A call that was not possible is told with the function that was meant, and with what it should take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model import Finding, SubmissionEvidence
from grader.worker.protocol import DOES_NOT_FIT, FunctionReport, Observation, Where
from tests.support.evidence import check, ended, found, only, submission

CALL = check(do=[{"call": "rename", "with": {"author_id": 1, "name": "Ada"}}])
AT = Where("ada.py", 40)


def refused(problem: str, *functions: FunctionReport) -> Finding:
    evidence: SubmissionEvidence = submission()
    assert evidence.imported
    own = replace(evidence, imported=replace(evidence.imported, functions=functions))
    run = ended(Observation(None, None, problem, (), 0.0))
    return only(found(CALL, lambda _: run, own))


def test_a_misspelt_function() -> None:
    """The nearest function is where the finding points, with the name that it should have."""
    finding = refused(
        "There is no function rename.", FunctionReport("renam", AT), FunctionReport("find", None)
    )
    assert ("There is no function rename.", AT) == (finding.message, finding.where)
    assert "Is `renam` the one? Call it `rename`." == finding.hint


def test_a_function_that_was_not_written() -> None:
    """Where nothing is near, it is to be written."""
    finding = refused("There is no function rename.", FunctionReport("find", AT))
    assert (None, "Write `def rename(...)` at the top level of the file.") == (finding.where, finding.hint)


@pytest.mark.parametrize(
    ("parameters", "hint"),
    [
        (("session", "author_id"), "Add the parameter `name`."),
        (("db",), "Add the parameters `author_id`, `name`."),
        (("db", "id", "text"), "Take the parameters that the exercise names, in its order."),
        (
            ("db", "author_id", "name", "email"),
            "The exercise gives no `email`: leave it out, or give it a default value.",
        ),
        (("author_id",), "Add the parameter `name`."),
        ((), "Add the parameters `author_id`, `name`."),
        (
            ("session", "author_id", "name", "email"),
            "The exercise gives no `email`: leave it out, or give it a default value.",
        ),
    ],
)
def test_other_parameters(parameters: tuple[str, ...], hint: str) -> None:
    """What the function takes stands beside what it should take, and what is to be added or left out is named."""
    finding = refused(f"rename(...) {DOES_NOT_FIT}: x.", FunctionReport("rename", AT, parameters))
    assert (f"`rename` {DOES_NOT_FIT}.", AT) == (finding.message, finding.where)
    assert ("rename(session, author_id, name)", hint) == (finding.expected, finding.hint)
    assert f"rename({', '.join(parameters)})" == finding.actual


def test_another_reason() -> None:
    """A problem that is not about the function is told as it is."""
    finding = refused("There are 2 module-level sessions.", FunctionReport("rename", AT, ("name",)))
    assert finding.message.endswith("is not possible: There are 2 module-level sessions.")
