"""Grades as reports get them: of every verdict, with texts that nothing may obey; and what a format prints."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.model import Batch, CheckGrade, Finding, Grade, Outcome, Verdict
from grader.reports.audience import Audience
from grader.reports.document import document
from grader.reports.formats.registry import OF_ONE, REPORTS
from grader.worker.protocol import Where
from tests.support.evidence import counted, ended, gave, statement, submission

SECRET = "s3cret"
CLASSROOM50 = {
    "CLASSROOM": "cs50",
    "ASSIGNMENT": "blog",
    "ASSIGNMENT_TYPE": "individual",
    "OWNER": "ada",
    "SUBMISSION_TAG": "submit/1",
    "COMMIT_URL": "https://example.org/commit",
    "RELEASE_URL": "https://example.org/release",
    "REVIEW_URL": "https://example.org/review",
}
"""What the runner of Classroom 50 says in the environment."""
ANYWHERE = {name: write for name, write in REPORTS.items() if name != "classroom50"}
"""Formats that need nothing besides the document: the one left out wants a repository and its environment."""


HOSTILE = "\x1b[31mred\x1b]8;;http://evil\x07 \x9b2J \r\b\x7f \u202e[bold]x[/bold] `</code><script>"


AUDIENCES = list(Audience)


def finding(text: str = "wrong") -> Finding:
    return Finding(
        f"message {text}", f"expected {text}", f"actual {text}", f"next {text}", Where(f"{text}.py", 3)
    )


def graded(
    name: str, verdict: Verdict, visibility: str = "visible", text: str = "x", **more: Any
) -> CheckGrade:
    run = ended(gave(text, statement(f"SELECT '{text}'")), size=2, server=counted(1, 2), detail=text)
    base = CheckGrade(
        id=name,
        title=f"Title of {name}",
        kind="scenario",
        visibility=visibility,
        verdict=verdict,
        points=2 if verdict is Verdict.PASSED else 0,
        max_points=2,
        reason=f"reason {text}" if verdict in (Verdict.ERROR,) else None,
        hint=f"Hint of {name}",
        lesson="https://example.org/lesson",
        findings=(finding(text),) if verdict is Verdict.FAILED else (),
        runs=(run,) if verdict in (Verdict.PASSED, Verdict.FAILED) else (),
    )
    return replace(base, **more)


def grade(*checks: CheckGrade, **more: Any) -> Grade:
    base = Grade("ada", "submissions/ada.py", "library", Outcome.COMPLETED, None, checks, (), 7, submission())
    return replace(base, **more)


def batch(*grades: Grade) -> Batch:
    return Batch(
        {"provider": "embedded", "version": "18.1", "counts": True, "note": ""},
        {"level": "namespaces", "in_force": [], "missing": []},
        {"python": "3.12.1", "sqlalchemy": "2.1.0"},
        7,
        grades,
    )


def everything(text: str = "x", hidden: str = "x") -> Batch:
    """Every verdict, visible and hidden."""
    checks = [graded(f"visible-{v.value}", v, "visible", text) for v in Verdict]
    checks += [graded(f"hidden-{v.value}", v, "hidden", hidden) for v in Verdict]
    failed = grade(
        outcome=Outcome.IMPORT_FAILED, finding=finding(text), submission=f"bob {text}", notes=(text,)
    )
    return batch(grade(*checks, notes=(f"note {text}",), remarks=(f"remark {hidden}",)), failed)


def many(sent: int, more: int) -> Batch:
    """A run with so many different statements that were told, and more that were only counted."""
    statements = tuple(statement(f"SELECT {number}", line=number) for number in range(sent))
    observation = replace(gave(1, *statements), more_statements=more)
    run = ended(observation, size=2, server=counted(sent + more))
    return batch(grade(graded("many", Verdict.FAILED, runs=(run,))))


def written(name: str, of: Batch, audience: Audience, capsys: pytest.CaptureFixture[str]) -> str:
    """What a format prints on standard output."""
    return printed(name, of, audience, capsys)[0]


def printed(name: str, of: Batch, audience: Audience, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """What a format prints on standard output, and on standard error."""
    whole = document(of, audience)
    REPORTS[name](whole.model_copy(update={"grades": whole.grades[:1]}) if name in OF_ONE else whole)
    told = capsys.readouterr()
    return told.out, told.err
