"""Nothing of a hidden check's data reaches the student through a submission that repeats what it is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.course import find_course
from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.reports.audience import Audience
from grader.reports.document import document
from grader.running.tools import Tools
from tests.support import small_course
from tests.support.grades import batch

SECRET = "zebra"
WHISPERS = {
    "in SQL": "return session.scalars(select(Note).from_statement(text(f'SELECT *, 1 AS \"{word}\" FROM notes'))).all()",
    "in comments": 'return [n for _ in range(5) for n in session.scalars(text(f"SELECT 1 -- {word}")) if n is None]',
    "in the name of an error": "raise type(word, (Exception,), {})(word)",
    "in a message": "raise ValueError(word)",
    "in an error of the database": 'session.execute(text(f"SELECT {word}"))',
    "in a result": "return [word]",
    "in the name of a class": "return type(word, (), {})()",
    "in a row": "session.add(Note(text=word * 2)); session.commit(); return []",
    "in what is printed": "print(word); return []",
}


HIDDEN = small_course.HIDDEN.replace("    requires: [finds-notes, counts-notes]\n", "")
"""Its word is the secret."""


@pytest.mark.parametrize("how", WHISPERS)
def test_a_submission_cannot_tell_what_it_was_given(how: str, tools: Tools, tmp_path: Path) -> None:
    """A student's report of a hidden check that failed has nothing of its data, whatever the submission does with them."""
    head = "def find_notes(session: Session, word: str) -> list[Note]:\n"
    assert head in small_course.GOOD
    source = "from sqlalchemy import text\n" + small_course.GOOD.replace(head, f"{head}    {WHISPERS[how]}\n")
    course = find_course(small_course.write(tmp_path / "course", hidden=HIDDEN))
    path = small_course.put(tmp_path / "whispers.py", source)

    with Grading(course.exercise("notes"), tools) as grading:
        grades = grading.grade(Submission(path, "notes"), [1])
    told = document(batch(*grades), Audience.STUDENT).model_dump(mode="json")["grades"][0]

    assert ["failed"] == [check["verdict"] for check in told["checks"] if check["id"] == "counts-few"]
    assert SECRET not in str(told)
