"""A submission that has taken over its worker says what no honest worker says: it is the submission that fails.

Real submissions are graded, and what the sandbox hears from their workers is changed at random, into whatever the
decoder lets through.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

from grader.course.course import Course
from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.model import Batch, Grade, Verdict
from grader.reports.audience import Audience
from grader.reports.document import document
from grader.reports.formats import html_pages
from grader.running.tools import Tools, isolation_info, postgres_info, versions
from grader.sandbox.worker import Worker
from grader.worker.protocol import Do, Finished, Imported, Loaded, Observation
from tests.support.corrupting import corrupted
from tests.support.grades import ANYWHERE
from tests.support.repository import ROOT

SEED = 3
SAMPLES = {
    "blog": ("modern_typed.py", "n_plus_one.py", "poor.py", "flushes_only.py"),
    "library": ("good.py", "n_plus_one.py", "no_commit.py", "session_of_the_module.py"),
}
ROUNDS = (0, 20, 40, 60)
"""How many honest answers come before the lies: a check that requires others is run only where those passed."""

HONEST = {Imported: 0.8, Loaded: 0.9, Observation: 0.1, Finished: 0.5}
"""How often an answer is left as it is: a lie about an import or about loaded rows ends most of what comes after."""

FEWEST = 300
"""Corruptions, in all rounds of all samples together."""


@dataclass
class Liar:
    """Stands where the sandbox hands its answers over. The same question gets the same lie, also when it is asked
    once more: what fails by it, fails again."""

    path: Path | None = None
    seed: str = ""
    honest: int = 0
    told: list[str] = field(default_factory=list)
    number: int = 0

    def changed(self, path: Path, request: Any, answer: Any) -> Any:
        if path != self.path:
            return answer
        self.honest -= 1
        if self.honest >= 0:
            return answer
        what = repr(request.act) if isinstance(request, Do) else type(request).__name__
        random = Random(f"{self.seed} {what}")
        if random.random() < HONEST[type(answer)]:
            return answer
        lie = corrupted(answer, random)
        self.told.append(f"{what[:200]} → {str(lie)[:1000]}")
        self.number += lie != answer
        return lie


@pytest.fixture(scope="module")
def liar() -> Iterator[Liar]:
    """Between the sandbox and whoever asks it."""
    found, honest = Liar(), Worker._ask

    def ask(self: Worker, channel: Any, request: Any, *more: Any) -> Any:
        return found.changed(self._path, request, honest(self, channel, request, *more))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Worker, "_ask", ask)
        yield found


def outcome(grade: Grade) -> tuple[Any, ...]:
    return grade.outcome, grade.points, {check.id: check.verdict for check in grade.checks}


def written(grade: Grade, tools: Tools) -> None:
    """Every report of it, for everybody."""
    batch = Batch(postgres_info(tools), isolation_info(tools), versions(), SEED, (grade,))
    for audience in Audience:
        whole = document(batch, audience)
        html_pages.submission_page(whole.grades[0], whole)
        for write in ANYWHERE.values():
            with redirect_stdout(StringIO()) as text:
                write(whole)
            text.getvalue().encode()


@pytest.mark.parametrize("slug", SAMPLES)
def test_no_lie_is_an_error_of_ours(
    slug: str, liar: Liar, tools: Tools, course: Course, tmp_path: Path
) -> None:
    """Whatever a worker says that the decoder lets through, no check becomes an error, every report can be written,
    and a neighbour keeps its grade."""
    neighbour = tmp_path / "neighbour.py"
    neighbour.write_bytes((ROOT / "submissions" / slug / SAMPLES[slug][0]).read_bytes())
    problems: list[str] = []
    before = liar.number
    with Grading(course.exercise(slug), tools) as grading:
        honest = grading.grade(Submission(neighbour, slug), [SEED])[0]
        for name in SAMPLES[slug]:
            for number in ROUNDS:
                path = tmp_path / f"{number}" / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes((ROOT / "submissions" / slug / name).read_bytes())
                liar.path, liar.seed, liar.honest, liar.told = path, f"{slug} {name} {number}", number, []
                problems += _problems(grading, path, slug, liar, tools)
        again = grading.grade(Submission(neighbour, slug), [SEED])[0]
    assert [] == problems, "\n\n".join(problems)
    assert outcome(honest) == outcome(again)
    assert liar.number - before >= FEWEST / len(SAMPLES)


def _problems(grading: Grading, path: Path, slug: str, liar: Liar, tools: Tools) -> list[str]:
    """With the seed of the lies, and the lies."""
    try:
        [grade] = grading.grade(Submission(path, slug), [SEED])
        written(grade, tools)
    except Exception as error:
        return [f"seed {liar.seed!r}: {error!r}\n" + "\n".join(liar.told)]
    errors = [f"{check.id}: {check.reason}" for check in grade.checks if check.verdict is Verdict.ERROR]
    return ["\n".join([f"seed {liar.seed!r}", *errors, *liar.told])] if errors else []
