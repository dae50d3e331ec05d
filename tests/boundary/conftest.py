"""Pages that are looked at: of all kinds of samples and of a hostile one, for both audiences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.language.exercise import Exercise
from grader.model import Batch, Finding, Grade
from grader.reports.audience import Audience
from grader.reports.document import document
from grader.reports.folder import Folder
from grader.running.tools import Tools, isolation_info, postgres_info, versions
from tests.support.repository import ROOT

SAMPLES = ("modern_typed", "flushes_only", "poor", "n_plus_one", "unfinished")
HOSTILE = "</pre></p><script>document.title='owned';fetch('http://127.0.0.1:9/')</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def grades(tools: Tools, blog: Exercise) -> list[Grade]:
    with Grading(blog, tools) as grading:
        paths = [ROOT / "submissions" / "blog" / f"{name}.py" for name in SAMPLES]
        return [grading.grade(Submission(path, "blog"), [1])[0] for path in paths]


def hostile(grade: Grade) -> Grade:
    """The grade of a submission that puts markup, and a megabyte, wherever its words are shown."""
    finding = Finding(HOSTILE, HOSTILE * 3, "x" * 1_000_000, HOSTILE)
    checks = tuple(replace(check, findings=(finding,) if check.findings else ()) for check in grade.checks)
    return replace(
        grade, submission=f"hostile {HOSTILE}", path="/nowhere/hostile.py", checks=checks, notes=(HOSTILE,)
    )


@pytest.fixture(scope="module")
def pages(grades: list[Grade], tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The pages of all samples and of a hostile one, for a student and for an instructor, with their index."""
    found: list[Path] = []
    for audience in Audience:
        everything = (*grades, hostile(grades[2]))
        batch = Batch(postgres_info(tools), isolation_info(tools), versions(), 1, everything)
        whole = document(batch, audience)
        folder = Folder.of(
            tmp_path_factory.mktemp(audience.value), [(g.path, g.exercise) for g in everything]
        )
        for grade in whole.grades:
            folder.add(whole.model_copy(update={"grades": [grade]}))
        folder.finish(whole)
        found += sorted(folder.path.glob("*.html"))
    return found
