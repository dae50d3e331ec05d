"""A document says what the grade says, to whom it may be said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import jsonschema
import pytest

from grader.commands.schema import SchemaName, schema
from grader.model import Batch, Verdict
from grader.reports.audience import Audience
from grader.reports.document import Grades, document, json_parts
from tests.support.evidence import ended, gave
from tests.support.grades import AUDIENCES, HOSTILE, SECRET, batch, everything, grade, graded, many, written


def parts(of: Grades, prefix: str) -> Sequence[Any]:
    return [check for check in of.grades[0].checks if check.id.startswith(prefix)]


@pytest.mark.parametrize("name", ["text", "json"])
def test_an_instructor_sees_everything(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The same report for instructors has it: the silence of the other is no accident."""
    text = written(name, everything(hidden=SECRET), Audience.INSTRUCTOR, capsys)
    for words in ("message", "expected", "actual", "next", "reason", "remark"):
        assert f"{words} {SECRET}" in text


def test_what_a_student_sees_of_a_hidden_check() -> None:
    """Title, points, verdict and hint, and a sentence that says that it failed where nothing more may be said."""
    shown = {check.verdict: check for check in parts(document(everything(), Audience.STUDENT), "hidden")}
    failed = shown["failed"]
    assert ("Title of hidden-failed", 0, 2) == (failed.title, failed.points, failed.max_points)
    assert ["This hidden check failed."] == [part.message for part in failed.findings]
    assert "Hint of hidden-failed" == failed.hint
    assert [] == [run for check in shown.values() for run in check.runs]
    assert [] == [part for verdict in ("passed", "skipped", "error") for part in shown[verdict].findings]


def test_visible_checks_are_the_same_for_both() -> None:
    """Of visible checks a student sees all that the grader could run."""
    student, instructor = (document(everything(), audience) for audience in AUDIENCES)

    def run(of: Grades) -> list[Any]:
        return [check for check in parts(of, "visible") if check.verdict != "error"]

    assert run(instructor) == run(student)
    assert 3 == len(run(student))


def test_what_failed_on_our_side_is_not_a_students_to_read() -> None:
    """A student reads that a check could not be run; what went wrong stands in the instructor's report."""
    student, instructor = (document(everything(SECRET, SECRET), audience) for audience in AUDIENCES)
    errors = [check for check in student.grades[0].checks if check.verdict == "error"]

    assert 2 == len(errors)
    assert all("Your instructor's report says why." in str(check.reason) for check in errors)
    assert f"reason {SECRET}" in {check.reason for check in instructor.grades[0].checks}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_points_are_the_same_for_both(audience: Audience) -> None:
    """Points do not depend on who reads."""
    of = everything()
    assert [(g.points, g.max_points) for g in of.grades] == [
        (g.points, g.max_points) for g in document(of, audience).grades
    ]


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("of", [everything(), everything(HOSTILE, HOSTILE), batch(), batch(grade())])
def test_document_is_valid(of: Batch, audience: Audience, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON document is valid against the schema that `grader schema grades` prints."""
    schema(SchemaName.GRADES)
    validator = jsonschema.Draft202012Validator(json.loads(capsys.readouterr().out))
    found = json.loads(written("json", of, audience, capsys))
    assert [] == list(validator.iter_errors(found))
    assert ("grader/grades/v1", audience.value, 7) == (found["schema"], found["audience"], found["seed"])


def test_schema_refuses_what_is_no_document(capsys: pytest.CaptureFixture[str]) -> None:
    """The schema knows every key and every verdict."""
    schema(SchemaName.GRADES)
    validator = jsonschema.Draft202012Validator(json.loads(capsys.readouterr().out))
    right = json.loads(written("json", everything(), Audience.INSTRUCTOR, capsys))
    for path, value in (
        (("more",), 1),
        (("grades", 0, "checks", 0, "verdict"), "fine"),
        (("grades", 0, "points"), "2"),
    ):
        wrong: Any = json.loads(json.dumps(right))
        place = wrong
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        assert list(validator.iter_errors(wrong))


def test_document_comes_back() -> None:
    """What was written can be read again as the same document."""
    of = document(everything(HOSTILE), Audience.INSTRUCTOR)
    assert of == Grades.model_validate_json(of.model_dump_json(by_alias=True))


def test_statements_that_are_not_told_are_counted() -> None:
    """A worker tells the first 2000 statements of an act and counts the others: the document says how many."""
    run = document(many(3, 1000), Audience.INSTRUCTOR).grades[0].checks[0].runs[0]
    assert (1000, 1003, 0) == (run.more_statements, run.client, run.outside_sqlalchemy)


def test_statements_of_a_run() -> None:
    """A run says what the listeners saw, what the server counted, and what lies between."""
    run = document(everything(), Audience.INSTRUCTOR).grades[0].checks[0].runs[0]
    assert (1, 3, 2) == (run.client, run.server, run.outside_sqlalchemy)
    assert ["SELECT 'x'"] == [part.sql for part in run.statements]
    uncounted = graded("a", Verdict.PASSED, runs=(ended(gave(), server=None),))
    assert document(batch(grade(uncounted)), Audience.INSTRUCTOR).grades[0].checks[0].runs[0].server is None


def test_models_and_tables() -> None:
    """The document holds the models in the mapper's word and the tables in PostgreSQL's."""
    evidence = document(everything(), Audience.STUDENT).grades[0].evidence
    assert {"Author": "authors", "Book": "books", "Prize": "prizes"} == {
        m.name: m.table for m in evidence.models
    }
    books = next(part for part in evidence.tables if part.name == "books")
    assert "integer not null" == books.columns["author_id"]
    assert ["author_id → authors.id"] == list(books.foreign_keys)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_document_in_parts_is_the_document(number: int) -> None:
    """Written grade by grade, the document is the same to the byte, whatever line breaks stand in it."""
    whole = document(batch(*[grade(submission="a\u2028b\n] }")] * number), Audience.INSTRUCTOR)
    assert "".join(json_parts(whole)) == whole.model_dump_json(by_alias=True, indent=2)
