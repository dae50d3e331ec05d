"""A table that a check does not use may be absent; one that is there must be readable."""

from __future__ import annotations

from grader.model import Finding, RunEvidence, SubmissionEvidence, TableRows
from grader.planning.plan import Plan
from tests.support.evidence import AUTHORS, BOOKS, REPORTS, check, ended, found, gave, stored, submission

ADDS_NOTHING = check(data=[{"Author": "ada"}], do=[{"call": "anything"}], expect={"added": {}})
COMPARED = check(data=[{"Author": "ada"}], do=[{"call": "anything"}], expect="reference")
WITHOUT_PRIZES = submission(REPORTS[:2], (AUTHORS, BOOKS))


def unreadable(plan: Plan) -> RunEvidence:
    """As after a run in which nothing changed, and the rows of one model cannot be read."""
    return ended(gave(), rows={**stored(plan), "Prize": TableRows((), "the table is not there, or locked")})


def unchanged(plan: Plan) -> RunEvidence:
    return ended(gave(), rows=stored(plan))


def findings(evidence: SubmissionEvidence) -> list[Finding]:
    return found(ADDS_NOTHING, unreadable, evidence)


def test_an_absent_table_that_is_not_used_costs_nothing() -> None:
    """Where a model has no table nothing can have come into it."""
    assert [] == findings(WITHOUT_PRIZES)
    assert [] == found(COMPARED, unreadable, WITHOUT_PRIZES, reference=unchanged)


def test_a_table_that_is_there_and_cannot_be_read_is_a_finding() -> None:
    """A table that is locked, or too large, may hide what was changed in it."""
    assert ["Prize" in finding.message for finding in findings(submission())] == [True]
