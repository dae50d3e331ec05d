"""`grader validate` refuses a check that limits what a submission does and does not look at what it did.

``proof/`` holds an exercise, and hidden checks for it. An unproven one begins with a line
``# fault: LINE:COLUMN: words of the message`` for each fault.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from grader.course.course import read_exercise, require_proof
from grader.errors import AuthorError
from grader.language.exercise import Exercise

HERE = Path(__file__).parent / "proof"
_STATED = re.compile(r"^# fault: (\d+:\d+): (.*)$", re.MULTILINE)
_TOLD = re.compile(r"(?:exercise|hidden)\.yaml:(\d+:\d+): (.*)$", re.MULTILINE)


def exercise(hidden: Path, root: Path) -> Exercise:
    folder, solutions = root / "exercises/library", root / "solutions/library"
    for path in (folder, solutions):
        path.mkdir(parents=True)
    shutil.copy(HERE / "exercise.yaml", folder)
    shutil.copy(hidden, solutions / "hidden.yaml")
    return read_exercise(folder, solutions)


@pytest.mark.parametrize("hidden", sorted((HERE / "unproven").iterdir()), ids=lambda path: path.stem)
def test_each_act_that_nothing_looks_at_is_told(hidden: Path, tmp_path: Path) -> None:
    """Each act that nothing looks at is told with its line and what to write, in a line that is short enough to be
    read; and the exercise can be read for grading all the same."""
    found = exercise(hidden, tmp_path)
    with pytest.raises(AuthorError) as caught:
        require_proof(found)
    expected, actual = _STATED.findall(hidden.read_text("utf-8")), _TOLD.findall(caught.value.message)
    assert [place for place, _ in expected] == [place for place, _ in actual]
    for (_, words), (_, message) in zip(expected, actual, strict=True):
        assert words in message
        assert len(message) < 400


@pytest.mark.parametrize("hidden", sorted((HERE / "proven").iterdir()), ids=lambda path: path.stem)
def test_what_looks_at_results_or_rows_is_not_refused(hidden: Path, tmp_path: Path) -> None:
    """What looks at each result, or at the rows that were changed, is not refused."""
    require_proof(exercise(hidden, tmp_path))


def test_a_visible_check_is_sent_to_the_hidden_ones(tmp_path: Path) -> None:
    """A visible check cannot be compared with the reference, so its fault says where that is possible."""
    shutil.copy(HERE / "exercise.yaml", tmp_path)
    with (tmp_path / "exercise.yaml").open("a", encoding="utf-8") as file:
        file.write((HERE / "unproven/no_result.yaml").read_text("utf-8").partition("checks:\n")[2])

    with pytest.raises(
        AuthorError, match=r"or move the check to hidden\.yaml, where .* `reference: results`"
    ):
        require_proof(read_exercise(tmp_path, None))
