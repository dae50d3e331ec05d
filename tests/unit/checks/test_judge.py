"""Findings become verdicts and points; what is nobody's fault but ours counts neither way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.checks import columns, judge, scenario
from grader.checks.contract import CheckInput
from grader.language.limits import Limits
from grader.model import (
    Catalog,
    CheckGrade,
    Fault,
    Finding,
    Grade,
    Outcome,
    RunEvidence,
    SubmissionEvidence,
    TableName,
    Verdict,
)
from grader.worker.protocol import FailedFile, FailedTable, Raised, Where
from tests.support.evidence import (
    BOOKS,
    REPORTS,
    asked_for,
    check,
    counted,
    ended,
    exercise,
    gave,
    raised,
    report,
    statement,
    stored,
    submission,
    table,
)

AUTHOR = check(columns="Author", points=2.5, hint="look at the name", lesson="https://example.org/#x")


def grade(*checks: CheckGrade) -> Grade:
    return Grade("ada", "ada.py", "library", Outcome.COMPLETED, None, checks, (), 1, submission())


def of_check(verdict: Verdict, points: float = 2, **more: Any) -> CheckGrade:
    earned = points if verdict is Verdict.PASSED else 0
    base = CheckGrade("a-check", "A check", "columns", "visible", verdict, earned, points)
    return replace(base, **more)


def ran(check_id: str, *runs: RunEvidence) -> CheckGrade:
    return of_check(Verdict.PASSED, id=check_id, runs=runs)


def evidence_of(asked: CheckInput) -> tuple[RunEvidence, ...]:
    return tuple(ran.evidence for ran in asked.runs)


def test_no_finding_gives_all_points() -> None:
    """No finding: all points, and the runs as evidence."""
    subject = check(do=["commit"], expect={"added": {}}, points=2.5)
    asked = asked_for(subject)
    got = judge.judged(subject, asked.exercise, (), evidence_of(asked))
    assert (Verdict.PASSED, 2.5, 2.5) == (got.verdict, got.points, got.max_points)
    assert [run.evidence for run in asked.runs] == list(got.runs)


def test_any_finding_gives_no_points() -> None:
    """Any finding: no points; the same finding twice is told once."""
    finding = Finding("wrong")
    got = judge.judged(AUTHOR, exercise(AUTHOR), (finding, Finding("wrong"), Finding("other")))
    assert (Verdict.FAILED, 0, 2.5) == (got.verdict, got.points, got.max_points)
    assert [finding, Finding("other")] == list(got.findings)
    assert ("look at the name", "https://example.org/#x") == (got.hint, got.lesson)


def test_a_grade_says_whether_its_check_is_hidden() -> None:
    """A grade says whether its check is hidden."""
    assert "visible" == judge.skipped(AUTHOR, exercise(AUTHOR), "x").visibility
    assert "hidden" == judge.skipped(AUTHOR, exercise(AUTHOR, hidden=["a-check"]), "x").visibility


def test_a_check_in_error_counts_in_neither_number() -> None:
    """Skipped and failed checks count against a submission; a check in error counts in neither number."""
    got = grade(
        of_check(Verdict.PASSED, 2),
        of_check(Verdict.FAILED, 3),
        of_check(Verdict.SKIPPED, 4),
        of_check(Verdict.ERROR, 100),
    )
    assert (2, 9, 1) == (got.points, got.max_points, len(got.errors))
    assert not got.passed


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.PASSED])
def test_not_passed(verdict: Verdict) -> None:
    """A submission has passed only if every check has, an error included."""
    assert grade(of_check(Verdict.PASSED)).passed
    assert not grade(of_check(Verdict.PASSED), of_check(verdict)).passed


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (Verdict.PASSED, None),
        (Verdict.FAILED, Verdict.SKIPPED),
        (Verdict.SKIPPED, Verdict.SKIPPED),
        (Verdict.ERROR, Verdict.ERROR),
    ],
)
def test_a_check_is_skipped_where_what_it_requires_has_not_passed(
    verdict: Verdict, expected: Verdict | None
) -> None:
    """A check is skipped where one that it requires has not passed, and in error where that one is."""
    subject = check(columns="Book", requires="first", points=3)
    first = of_check(verdict, id="first", title="The first")
    got = judge.blocked(subject, exercise(subject), {"first": first})
    assert expected == (got.verdict if got else None)
    if got:
        assert (0, 3) == (got.points, got.max_points)
        assert "skipped because first has not passed" == got.reason


def test_not_blocked_by_what_was_not_run() -> None:
    """A requirement that was not chosen to be run does not block."""
    subject = check(columns="Book", requires=["first", "second"])
    assert judge.blocked(subject, exercise(subject), {}) is None


def test_our_own_fault_is_told_as_that() -> None:
    """Our own fault is told as that, with its reason and without points."""
    got = judge.error(AUTHOR, exercise(AUTHOR), Fault("OSError: disk full", "/tmp/fault.txt"))
    assert (Verdict.ERROR, 0, "OSError: disk full") == (got.verdict, got.points, got.reason)


# ---- what is not there ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evidence", "message", "hint"),
    [
        (submission(REPORTS[1:]), "There is no model `Author`.", "Write a class `Author(Base)`"),
        (
            submission([report("Autor", BOOKS), *REPORTS[1:]]),
            "There is no model `Author`.",
            "There is a model `Autor`",
        ),
        (submission([REPORTS[0], *REPORTS]), "There are 2 models named `Author`", "Rename or remove"),
        (submission(tables=[BOOKS]), "The table `authors` of `Author` is not in the database.", "create_all"),
        (
            replace(
                submission(tables=[BOOKS]), catalog=Catalog({}, {TableName("public", "authors"): "view"})
            ),
            "The table `authors` of `Author` is a view.",
            "create_all",
        ),
    ],
    ids=["no model", "misspelt", "two", "no table", "view"],
)
def test_missing_model(evidence: SubmissionEvidence, message: str, hint: str) -> None:
    """What a check needs and is not there is told instead of running it."""
    found = judge.missing(AUTHOR, columns, asked_for(AUTHOR, evidence=evidence))
    assert message in found[0].message
    assert hint in (found[0].hint or "")
    assert found[0].expected


@pytest.mark.parametrize(
    ("needs", "message", "hint"),
    [
        (
            None,
            "The table `authors` of `Author` cannot be created: ProgrammingError.",
            "An empty text is written ''",
        ),
        (
            "books",
            "cannot be created: it refers to the table `books`, which cannot be created.",
            "`books` first",
        ),
    ],
)
def test_a_table_that_cannot_be_created_says_why(needs: str | None, message: str, hint: str) -> None:
    """A check that needs a table which could not be made says what PostgreSQL said, at the line of the class."""
    error = Raised(
        "ProgrammingError",
        ("ProgrammingError", "DatabaseError", "Exception"),
        '(psycopg2.errors.SyntaxError) zero-length delimited identifier at or near """"',
        (),
    )
    evidence = submission(tables=[BOOKS])
    assert evidence.imported
    failed = replace(evidence.imported, failed_tables=(FailedTable(None, "authors", error, needs),))
    asked = asked_for(AUTHOR, evidence=replace(evidence, imported=failed))
    (found,) = judge.missing(AUTHOR, columns, asked)
    assert message in found.message
    assert "zero-length" in (found.actual or "")
    assert hint in (found.hint or "")
    assert Where("ada.py", 10) == found.where


def test_a_model_in_a_file_that_fails_says_where() -> None:
    """A check that needs a model of a file which cannot be imported says so, at the line that fails."""
    error = raised("ImportError", "cannot import name 'Odd' from 'sqlalchemy'").raised
    assert error
    evidence = submission(REPORTS[1:])
    assert evidence.imported
    failed = replace(evidence.imported, failed_files=(FailedFile("ada/models.py", error, ("Author",)),))
    asked = asked_for(AUTHOR, evidence=replace(evidence, imported=failed))
    (found,) = judge.missing(AUTHOR, columns, asked)
    assert "There is no `Author`: it stands in ada/models.py, which cannot be imported." == found.message
    assert Where("ada.py", 33) == found.where
    assert "cannot import name 'Odd'" in (found.actual or "")


def test_class_that_is_no_model() -> None:
    """A class of that name that is not mapped is told apart from one that is not there."""
    evidence = submission(REPORTS[1:])
    assert evidence.imported
    evidence = replace(evidence, imported=replace(evidence.imported, names=("Author",)))
    (finding,) = judge.missing(AUTHOR, columns, asked_for(AUTHOR, evidence=evidence))
    assert "but it is not a model" in (finding.hint or "")


def test_missing_columns() -> None:
    """A check needs the columns that it gives values; an attribute that is no column is told apart."""
    subject = check(
        data=[{"Author": "ada", "name": "Ada", "email": "a@b"}], do=["commit"], expect={"added": {}}
    )
    facts = table("authors", *list(table("authors").columns.values()))
    model = report("Author", facts, columns={"id": "id"}, attributes=("name",))
    evidence = submission([model, *REPORTS[1:]], [facts, BOOKS])
    asked = asked_for(subject)
    found = judge.missing(subject, scenario, replace(asked, submission=evidence))
    assert [
        "The column `Author.name` is an attribute, but no column.",
        "The column `Author.email` is missing.",
    ] == [finding.message for finding in found]


def test_nothing_missing() -> None:
    """Where all is there nothing is told."""
    assert [] == judge.missing(AUTHOR, columns, asked_for(AUTHOR))


# ---- what could not be graded at all -----------------------------------------------------------------


def unusable(outcome: Outcome, detail: str, told: Any = None) -> SubmissionEvidence:
    return replace(submission(), outcome=outcome, detail=detail, raised=told)


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        (
            unusable(Outcome.IMPORT_FAILED, "import", raised("SyntaxError").raised),
            "cannot be imported: SyntaxError",
        ),
        (
            unusable(Outcome.IMPORT_FAILED, "mapping", raised("ArgumentError").raised),
            "models cannot be mapped",
        ),
        (
            unusable(Outcome.IMPORT_FAILED, "schema", raised("ProgrammingError").raised),
            "tables cannot be created",
        ),
        (unusable(Outcome.IMPORT_FAILED, "elsewhere", raised("ValueError").raised), "cannot be imported"),
        (unusable(Outcome.TIMED_OUT, "stopped after 10 s"), "does not finish"),
        (unusable(Outcome.CRASHED, "ended by itself"), "ends the process"),
        (unusable(Outcome.OUT_OF_MEMORY, "more than 512 MiB"), "takes more than it may have"),
    ],
)
def test_submission_finding(evidence: SubmissionEvidence, message: str) -> None:
    """A submission that could not be graded at all is told why."""
    finding = judge.submission_finding(evidence, Limits())
    assert finding
    assert message in finding.message
    assert finding.expected or evidence.raised
    assert finding.actual
    if evidence.raised:
        assert Where("ada.py", 33) == finding.where


def test_no_submission_finding() -> None:
    """A submission that could be graded has nothing to be told of that kind."""
    assert judge.submission_finding(submission(), Limits()) is None


def test_notes_of_the_import_are_passed_on() -> None:
    """Notes of the import are passed on; without an import there are none."""
    evidence = submission()
    assert evidence.imported
    noted = replace(evidence, imported=replace(evidence.imported, notes=("sqlite was redirected",)))
    assert ["sqlite was redirected"] == list(judge.notes(CheckInput(exercise(), noted, ())))
    assert [] == list(judge.notes(CheckInput(exercise(), replace(evidence, imported=None), ())))


def test_instructors_are_told_where_the_two_counts_differ() -> None:
    """Where the two counts differ, instructors are told the checks and by how much; control is no statement."""
    raw = ended(gave(None, statement("SELECT a")), server=counted(4))
    invented = ended(gave(None, statement("SELECT a", 9)), server=counted(2))
    agreeing = ended(gave(None, statement("SELECT a"), statement("SAVEPOINT s")), server=counted(1, nested=7))
    outside, claimed = judge.remarks(
        [ran("raw", raw), ran("claims", invented), ran("fine", agreeing)], exercise()
    )
    assert "raw (3)" in outside
    assert "claims (7)" in claimed
    assert "fine" not in outside + claimed


def test_no_remarks() -> None:
    """Where the counts agree, or the server cannot count, there is nothing to remark."""
    silent = ended(gave(None, statement("SELECT a")), server=None)
    grades = [ran("fine", ended(gave(), server=counted(0))), ran("silent", silent)]
    assert [] == list(judge.remarks(grades, exercise()))


def test_no_remarks_where_nothing_is_mapped() -> None:
    """Without a mapped model the listeners have nothing to see, which is nothing to remark."""
    columns = {"id": {"type": "integer", "primary_key": True}}
    plain = exercise(models={"User": {"mapped": False, "table": "users", "columns": columns}})
    raw = ended(gave(None), server=counted(4))
    assert [] == list(judge.remarks([ran("raw", raw)], plain))
    assert [] != list(judge.remarks([ran("raw", raw)], exercise()))


def test_evidence_of_a_run_is_kept() -> None:
    """The runs behind a verdict stay with it, also when it failed."""
    subject = check(do=["commit"], expect={"added": {}})
    asked = asked_for(subject, lambda plan: ended(rows=stored(plan)))
    assert 1 == len(judge.judged(subject, asked.exercise, (Finding("x"),), evidence_of(asked)).runs)


def test_a_submission_without_the_file_that_counts() -> None:
    """Who hands in none of the files that an exercise grades is told which, and what to do."""
    evidence = SubmissionEvidence(
        Outcome.IMPORT_FAILED,
        "file",
        None,
        raised("ImportError", "there is no dog.py in ada").raised,
        Catalog({}, {}),
    )
    finding = judge.submission_finding(evidence, Limits())
    assert finding
    assert "What this exercise grades is not in what you handed in." == finding.message
    assert "there is no dog.py in ada" == finding.actual


def test_a_hint_that_has_nothing_to_do_with_it() -> None:
    """The exercise's hint is for what it expects: not for an error, unless something else failed too."""
    subject = check(do=["commit"], expect={"added": {}}, hint="Is there a commit()?")
    obstacle, other = Finding("raised", is_obstacle=True), Finding("no rows")
    of = exercise(subject)
    assert None is judge.judged(subject, of, (obstacle,)).hint
    assert "Is there a commit()?" == judge.judged(subject, of, (obstacle, other)).hint
    assert "Is there a commit()?" == judge.judged(subject, of, ()).hint
