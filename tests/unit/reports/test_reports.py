"""Reports say what the grade says, to whom it may be said, and nothing that a terminal would obey."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from grader.commands import schema
from grader.model import Batch, CheckGrade, Finding, Grade, Outcome, Verdict
from grader.reports.audience import Audience
from grader.reports.document import Grades, document
from grader.reports.formats import html_pages
from grader.reports.formats.registry import REPORTS
from grader.worker.protocol import Where
from tests.support.evidence import counted, ended, gave, statement, submission

SECRET = "s3cret"
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


def written(name: str, of: Batch, audience: Audience, capsys: pytest.CaptureFixture[str]) -> str:
    REPORTS[name](document(of, audience))
    return capsys.readouterr().out


def parts(of: Grades, prefix: str) -> Sequence[Any]:
    return [check for check in of.grades[0].checks if check.id.startswith(prefix)]


# ---- isolation ------------------------------------------------------------------------------------

REDUCED = {
    "level": "reduced",
    "in_force": ["seccomp"],
    "missing": ["landlock: not here", "file view: no room"],
}
PAGES: dict[str, Callable[[Grades], str]] = {
    "page": lambda of: html_pages.submission_page(of.grades[0], of),
    "index": lambda of: html_pages.index_page(of, ["a.html", "b.html"]),
}


def told_by(name: str, of: Batch, capsys: pytest.CaptureFixture[str]) -> str:
    """A report with its white space squeezed; ``page`` and ``index`` are those of a folder."""
    told = (
        PAGES[name](document(of, Audience.STUDENT))
        if name in PAGES
        else written(name, of, Audience.STUDENT, capsys)
    )
    return " ".join(told.split())


@pytest.mark.parametrize("name", [*REPORTS, *PAGES])
def test_a_report_says_how_far_submissions_were_kept_apart(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each format names the level that was in force and, where that is less than full, each missing part."""
    full = told_by(name, replace(everything(), isolation={**REDUCED, "level": "full", "missing": []}), capsys)
    reduced = told_by(name, replace(everything(), isolation=REDUCED), capsys)
    level = '"level": "{}"' if name == "json" else "isolation: {}"

    assert level.format("full") in full
    assert level.format("reduced") in reduced
    for part in ("landlock: not here", "file view: no room"):
        assert part in reduced
        assert part not in full


# ---- audience -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REPORTS)
def test_a_student_sees_nothing_of_hidden_checks(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What a hidden check found, ran, sent or expected is in no report for students, in no place."""
    assert SECRET not in written(name, everything(hidden=SECRET), Audience.STUDENT, capsys)


@pytest.mark.parametrize("name", ["text", "json"])
def test_an_instructor_sees_everything(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The same report for instructors has it: the silence of the other is no accident."""
    text = written(name, everything(hidden=SECRET), Audience.INSTRUCTOR, capsys)
    for words in ("message", "expected", "actual", "next", "reason", "remark"):
        assert f"{words} {SECRET}" in text


def test_what_a_student_sees_of_a_hidden_check() -> None:
    """Title, points, verdict and hint, and a sentence that says that it failed."""
    shown = {check.verdict: check for check in parts(document(everything(), Audience.STUDENT), "hidden")}
    failed = shown["failed"]
    assert ("Title of hidden-failed", 0, 2) == (failed.title, failed.points, failed.max_points)
    assert ["This hidden check failed."] == [part.message for part in failed.findings]
    assert "Hint of hidden-failed" == failed.findings[0].hint
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


# ---- JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("of", [everything(), everything(HOSTILE, HOSTILE), batch(), batch(grade())])
def test_document_is_valid(of: Batch, audience: Audience, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON document is valid against the schema that `grader schema grades` prints."""
    schema.run("grades")
    validator = jsonschema.Draft202012Validator(json.loads(capsys.readouterr().out))
    found = json.loads(written("json", of, audience, capsys))
    assert [] == list(validator.iter_errors(found))
    assert ("grader/grades/v1", audience.value, 7) == (found["schema"], found["audience"], found["seed"])


def test_schema_refuses_what_is_no_document(capsys: pytest.CaptureFixture[str]) -> None:
    """The schema knows every key and every verdict."""
    schema.run("grades")
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


def many(sent: int, more: int) -> Batch:
    """A run with so many different statements that were told, and more that were only counted."""
    statements = tuple(statement(f"SELECT {number}", line=number) for number in range(sent))
    observation = replace(gave(1, *statements), more_statements=more)
    run = ended(observation, size=2, server=counted(sent + more))
    return batch(grade(graded("many", Verdict.FAILED, runs=(run,))))


def test_statements_that_are_not_told_are_counted() -> None:
    """A worker tells the first 2000 statements of an act and counts the others: the document says how many."""
    run = document(many(3, 1000), Audience.INSTRUCTOR).grades[0].checks[0].runs[0]
    assert (1000, 1003, 0) == (run.more_statements, run.client, run.outside_sqlalchemy)


@pytest.mark.parametrize(("sent", "more", "unlisted"), [(3, 0, 0), (3, 1000, 1000), (30, 1000, 1010)])
def test_a_page_says_how_many_statements_it_does_not_list(sent: int, more: int, unlisted: int) -> None:
    """Those that the worker only counted, and those of lines beyond the first twenty."""
    whole = document(many(sent, more), Audience.INSTRUCTOR)
    page = html_pages.submission_page(whole.grades[0], whole)
    assert f"{sent + more} statements sent" in page
    assert (f"{unlisted} more statements are not listed here" in page) == (unlisted > 0)


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


# ---- text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", ["text", "markdown"])
def test_nothing_that_a_terminal_obeys(
    name: str, audience: Audience, capsys: pytest.CaptureFixture[str]
) -> None:
    """No character of a submission moves the cursor, sets a colour or turns the text around."""
    text = written(name, everything(HOSTILE, HOSTILE), audience, capsys)
    assert [] == sorted({c for c in text if c != "\n" and not c.isprintable()})


def test_markup_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Brackets of a submission are shown as they are."""
    assert "[bold]x[/bold]" in written("text", everything(HOSTILE), Audience.STUDENT, capsys)


def test_a_person_reads_points_and_verdicts(capsys: pytest.CaptureFixture[str]) -> None:
    """A person reads points, verdicts, what was expected before what was, the next step, and the conditions."""
    text = written("text", everything("oops"), Audience.INSTRUCTOR, capsys)
    for words in (
        "ada  4/12 points  library",
        "2 checks could not be run, by the grader's own fault, and count neither way.",
        "✓ Title of visible-passed  2/2",
        "✗ Title of visible-failed  0/2",
        "– Title of visible-skipped  0/2",
        "! Title of visible-error  0/2",
        "hidden-failed (hidden)",
        "message oops  oops.py:3",
        "note: note oops",
        "import failed",
        "PostgreSQL 18.1 (embedded), isolation: namespaces, seed 7",
    ):
        assert words in text
    assert -1 < text.index("expected oops") < text.index("actual oops") < text.index("next oops")


def test_text_says_who_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the server cannot count, the report says so."""
    of = replace(everything(), postgres={"provider": "url", "version": "16", "counts": False})
    told = " ".join(written("text", of, Audience.STUDENT, capsys).split())
    assert "statements counted by the client only" in told


def test_long_text_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a text with many lines the first are shown, and how many there are besides."""
    long = graded("a", Verdict.FAILED, findings=(Finding("m", actual="\n".join(["line"] * 500)),))
    text = written("text", batch(grade(long)), Audience.STUDENT, capsys)
    assert "more lines" in text
    assert text.count("line\n") < 40


def test_several_submissions_are_summed_up_in_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Several submissions are summed up in a table; a single one is not."""
    assert "submission" in written("text", everything(), Audience.STUDENT, capsys)
    assert "outcome" not in written(
        "text", batch(grade(graded("a", Verdict.PASSED))), Audience.STUDENT, capsys
    )
