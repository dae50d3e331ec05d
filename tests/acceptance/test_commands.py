"""The commands as they are called: what goes to standard output, what to standard error, and exit codes."""

from __future__ import annotations

import functools
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support import small_course
from tests.support.repository import ROOT
from tests.support.shell import Ended, interrupt, run, wait_for
from tests.support.small_course import (
    COUNT,
    COUNT_IN_PYTHON,
    COUNT_WRONG,
    FIND,
    FIND_NOTHING,
    GOOD,
    MODELS,
    put,
)

PASSED, SOME_FAILED, WRONG_USAGE, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 130
OUR_TRACEBACK = "Traceback (most recent call last)"
BATCH = ("grade", "submissions/notes", "--seed", 7)
RAISES = """

def find_notes(session, word):
    return [one_note(session, word)]


def one_note(session, word):
    raise KeyError(word)
"""
SUBMISSIONS = {
    "good": GOOD,
    "raises": MODELS + RAISES + COUNT,
    "slow": MODELS + FIND + COUNT_IN_PYTHON,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = small_course.write(tmp_path_factory.mktemp("course"))
    for name, text in SUBMISSIONS.items():
        put(root / f"submissions/notes/{name}.py", text)
    return root


@pytest.fixture(scope="module")
def batch(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """Three submissions as an instructor's JSON."""
    place = tmp_path_factory.mktemp("batch")
    return run(*BATCH, "--format", "json", "--for", "instructor", cwd=course, temporary=place)


@pytest.fixture(scope="module")
def schema(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return run("schema", "grades", cwd=course, temporary=tmp_path_factory.mktemp("schema")).document


def check(grade: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(check for check in grade["checks"] if check["id"] == name)
    return found


# ---- the document ------------------------------------------------------------------------------


def test_one_document_on_standard_output(batch: Ended) -> None:
    """Standard output is exactly one JSON document with a grade for each submission, and nothing else."""
    assert list(SUBMISSIONS) == [grade["submission"] for grade in batch.document["grades"]]
    assert SOME_FAILED == batch.code
    assert not batch.err
    assert not batch.left_behind


def test_the_document_fits_its_schema(batch: Ended, schema: Any) -> None:
    """What ``grade --format json`` prints validates against what ``schema grades`` prints."""
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.validate(batch.document, schema)

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**batch.document, "surprise": 1}, schema)


def test_what_an_instructor_sees(batch: Ended) -> None:
    """An instructor's document has the findings and runs of hidden checks, with their statements and lines."""
    slow = check(batch.grades["slow"], "counts-few")
    path = Path("slow.py")
    lines = SUBMISSIONS["slow"].splitlines()

    assert "failed" == slow["verdict"]
    assert {"client": 23, "server": 23} == {key: slow["runs"][0][key] for key in ("client", "server")}
    where = slow["findings"][0]["where"]
    assert str(path) == where["file"]
    assert "session.get(Note, id)" in lines[where["line"] - 1]


def test_a_students_report_holds_nothing_of_hidden_checks(course: Path, tmp_path: Path) -> None:
    """For a student, a hidden check is its title, its verdict, its hint and the kind of the mistake, with numbers of
    statements: no data, no expectation, no value."""
    ended = run(*BATCH, "--format", "json", "--for", "student", cwd=course, temporary=tmp_path)
    hidden = check(ended.grades["slow"], "counts-few")

    assert "failed" == hidden["verdict"]
    assert "The database can count." == hidden["hint"]
    assert [[]] == [ran["statements"] for ran in hidden["runs"]]
    assert [None] == [finding["expected"] for finding in hidden["findings"]]
    assert "zebra" not in ended.out
    assert check(ended.grades["raises"], "finds-notes")["runs"]


# ---- exit codes --------------------------------------------------------------------------------


def test_all_passed_is_0_and_the_exercise_comes_from_the_path(course: Path, tmp_path: Path) -> None:
    """A submission that passes everything gives 0; below submissions/<slug> nobody has to name the exercise."""
    ended = run("grade", "submissions/notes/good.py", "--format", "json", cwd=course, temporary=tmp_path)

    assert PASSED == ended.code
    assert "notes" == ended.grades["good"]["exercise"]


def test_the_exercise_comes_from_a_comment(course: Path, tmp_path: Path) -> None:
    """A line ``# exercise: slug`` in a module says what it is for, wherever it lies."""
    path = put(tmp_path / "elsewhere/mine.py", f'"""Mine."""\n# exercise: notes\n{GOOD}')

    ended = run("grade", path, "--format", "json", cwd=course, temporary=tmp_path)

    assert PASSED == ended.code, ended.err
    assert "notes" == ended.grades["mine"]["exercise"]


def test_the_exercise_comes_from_the_option(tmp_path: Path) -> None:
    """``--exercise`` says what a module is for that does not say it itself, where there are several exercises."""
    path = put(tmp_path / "elsewhere/mine.py", GOOD)
    course = small_course.write(tmp_path / "course")
    put(course / "exercises/other/exercise.yaml", small_course.EXERCISE)

    ended = run("grade", path, "--exercise", "notes", "--format", "json", cwd=course, temporary=tmp_path)
    without = run("grade", path, "--format", "json", cwd=course, temporary=tmp_path)

    assert PASSED == ended.code, ended.err
    assert "notes" == ended.grades["mine"]["exercise"]
    assert (WRONG_USAGE, "") == (without.code, without.out)
    assert "--exercise" in without.err
    assert "# exercise:" in without.err


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (["counts-notes"], ["note-columns", "counts-notes"]),
        (["finds-notes", "counts-notes"], ["note-columns", "finds-notes", "counts-notes"]),
        (["counts-few"], ["note-columns", "finds-notes", "counts-notes", "counts-few"]),
    ],
)
def test_only_brings_what_it_requires(
    only: list[str], expected: list[str], course: Path, tmp_path: Path
) -> None:
    """``--only`` runs the checks named and, before them, all that they require, directly or not."""
    options = [word for name in only for word in ("--only", name)]

    ended = run(
        "grade", "submissions/notes/good.py", *options, "--format", "json", cwd=course, temporary=tmp_path
    )

    grade = ended.grades["good"]
    assert expected == [found["id"] for found in grade["checks"]]
    assert sum(found["max_points"] for found in grade["checks"]) == grade["max_points"]
    assert PASSED == ended.code


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grade"], "Missing argument"),
        (["grade", "--no-such-option", "x.py"], "No such option"),
        (["grade", "x.py", "--format", "papyrus"], "papyrus"),
        (["grade", "x.py", "--jobs", "0"], "--jobs"),
        (["no-such-command"], "No such command"),
        (["grade", "submissions/notes/good.py", "--only", "count-few"], "did you mean `counts-few`?"),
        (["validate", "note"], "did you mean `notes`?"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else None,
)
def test_wrong_usage_is_2(arguments: list[str], said: str, course: Path, tmp_path: Path) -> None:
    """What is wrong with the command line is said on standard error, with exit code 2."""
    ended = run(*arguments, cwd=course, temporary=tmp_path)

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert said in re.sub(r"\s+", " ", ended.err)
    assert "grader itself" not in ended.err


def test_our_own_fault_is_3(course: Path, tmp_path: Path) -> None:
    """When the grader itself fails, it says so, blames no submission, and ends with 3."""
    broken = put(
        tmp_path / "broken/sitecustomize.py", "import grader.commands.grade as g\ng.find_course = None\n"
    )

    ended = run(*BATCH, cwd=course, temporary=tmp_path, env={"PYTHONPATH": str(broken.parent)})

    assert (OUR_FAULT, "") == (ended.code, ended.out)
    assert "No submission is to blame" in ended.err
    assert OUR_TRACEBACK not in ended.err


def test_interrupted_prints_what_is_graded(tmp_path: Path) -> None:
    """Ctrl-C in the middle of a batch prints the grades that are ready, ends with 130 and leaves nothing."""
    marks = tmp_path / "marks"
    marks.mkdir()
    slow = (
        "  - {id: slow, title: Takes its time, python: slow}\n",
        "import pathlib, time, uuid\n\n"
        "def slow(run):\n"
        f"    marks = pathlib.Path({str(marks)!r})\n"
        "    (marks / uuid.uuid4().hex).touch()\n"
        "    time.sleep(0 if len(list(marks.iterdir())) == 1 else 1.5)\n"
        "    yield from ()\n",
    )
    course = small_course.write(tmp_path / "course", hidden=small_course.HIDDEN + slow[0], checks=slow[1])
    for name in ("first", "second", "third"):
        put(course / f"submissions/notes/{name}.py", GOOD)

    def when_the_second_runs(process: subprocess.Popen[str]) -> None:
        wait_for(lambda: len(list(marks.iterdir())) == 2)
        interrupt(process)

    ended = run(
        "grade", "submissions/notes", "--format", "json", "--jobs", 1,
        cwd=course, temporary=tmp_path, meanwhile=when_the_second_runs,
    )  # fmt: skip

    assert INTERRUPTED == ended.code
    assert "first" in ended.grades
    assert "third" not in ended.grades
    assert "grader: interrupted" == ended.err.strip()
    assert not ended.left_behind


# ---- the seed ----------------------------------------------------------------------------------


def test_a_seed_is_told_and_gives_the_same_again(course: Path, tmp_path: Path) -> None:
    """A run without ``--seed`` tells the one that it drew; with it, another run shows the same data."""
    arguments = ("grade", "submissions/notes/raises.py", "--format", "json", "--for", "instructor")
    data = run(*arguments, cwd=course, temporary=tmp_path).document
    again = run(*arguments, "--seed", data["seed"], cwd=course, temporary=tmp_path).document

    def findings(document: Any) -> list[Any]:
        return [found["findings"] for found in document["grades"][0]["checks"]]

    assert data["seed"] == again["seed"]
    assert findings(data) == findings(again)


# ---- the text ----------------------------------------------------------------------------------


def test_the_text_shows_the_submissions_own_lines(course: Path, tmp_path: Path) -> None:
    """The text has the line that raised and the student's way to it, the seed, and no traceback of ours."""
    ended = run("grade", "submissions/notes/raises.py", "--seed", 7, cwd=course, temporary=tmp_path)
    lines = SUBMISSIONS["raises"].splitlines()
    steps = [
        f"raises.py:{lines.index('    return [one_note(session, word)]') + 1}, in find_notes",
        f"--> raises.py:{lines.index('    raise KeyError(word)') + 1}\n",
    ]

    assert [] == [step for step in steps if step not in ended.out]
    assert "KeyError: 'milk'" in ended.out
    assert "seed 7" in ended.out
    assert OUR_TRACEBACK not in ended.out
    assert "site-packages" not in ended.out
    assert str(ROOT) not in ended.out
    assert not ended.err


def test_a_submissions_text_is_not_obeyed(course: Path, tmp_path: Path) -> None:
    """Control characters and markup in what a submission says are shown, and do nothing to the terminal."""
    nasty = (
        MODELS + "\n\ndef find_notes(session, word):\n    raise ValueError('\\x1b[2J[bold]\\x07')\n" + COUNT
    )
    path = put(tmp_path / "nasty.py", nasty)

    ended = run("grade", path, "--exercise", "notes", cwd=course, temporary=tmp_path)

    assert "\\x1b[2J[bold]\\x07" in ended.out
    assert not set("\x1b\x07") & set(ended.out)


# ---- validate ----------------------------------------------------------------------------------


def validated(course: Path, place: Path) -> Ended:
    place.mkdir(exist_ok=True)
    return run("validate", "--seeds", 1, cwd=course, temporary=place)


def test_a_right_exercise_is_proven(tmp_path: Path) -> None:
    """An exercise whose references pass, whose rejected solutions are caught and whose starter earns little
    is proven, and that is 0."""
    ended = validated(small_course.write(tmp_path / "course"), tmp_path)

    assert PASSED == ended.code, ended.out
    assert "proven" in ended.out
    assert not ended.left_behind


FAULTY = {
    "sound": {
        "references": {"good.py": GOOD, "off_by_one.py": MODELS + FIND + COUNT_WRONG},
        "starter": GOOD,
    },
    "rejected": {
        "rejected": {
            **{name: text for name, text in small_course.REJECTED.items() if "counts-few" not in name},
            "counts-notes/right_after_all.py": GOOD,
            "finds-notes/more_than_it_says.py": MODELS + FIND_NOTHING + COUNT_WRONG,
            "counts-notes/also.py": '"""Five."""\n# also-fails: finds-notes\n' + MODELS + FIND + COUNT_WRONG,
            "no-such-check/good.py": GOOD,
        },
    },
}
"""Exercises whose references and starter, or whose rejected solutions, have one of each fault."""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Ended]:
    """One of ``FAULTY``, validated."""

    @functools.cache
    def ended(name: str) -> Ended:
        place = tmp_path_factory.mktemp(name)
        return validated(small_course.write(place / "course", **FAULTY[name]), place)

    return ended


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sound", r"off_by_one\.py: fails counts-notes: .* \(expected 4, actual 5\)"),
        ("sound", r"off_by_one\.py: counts-few was skipped"),
        ("sound", r"the starter earns 6 of 6 points, 10 % or more"),
        ("rejected", r"counts-notes/right_after_all\.py: not caught: it does not fail counts-notes"),
        ("rejected", r"counts-few: no rejected solution shows that it can fail"),
        ("rejected", r"more_than_it_says\.py: fails counts-notes"),
        ("rejected", r"also\.py: it does not fail finds-notes, which also-fails lists"),
        ("rejected", r"no-such-check/good\.py: there is no check `no-such-check`"),
    ],
)
def test_validate_says_what_is_wrong(name: str, said: str, faulty: Callable[[str], Ended]) -> None:
    """Each fault of an exercise is told with the file that shows it, and the exit code is 1."""
    ended = faulty(name)

    assert re.search(said, re.sub(r"\s+", " ", ended.out)), ended.out
    assert SOME_FAILED == ended.code
    assert "proven" not in ended.out


@pytest.mark.parametrize("name", FAULTY)
def test_validate_says_nothing_that_is_not_wrong(name: str, faulty: Callable[[str], Ended]) -> None:
    """The solutions that are as they should be are not among the problems."""
    for right in ("reference/good.py", "text_optional.py", "finds_nothing.py", "always_five.py"):
        assert right not in faulty(name).out


def test_a_check_that_looks_at_no_result_is_refused(tmp_path: Path) -> None:
    """validate refuses a check that counts statements and looks at no result, with its line; grade still grades."""
    hidden = small_course.HIDDEN.replace("        returns: 21\n", "")
    course = small_course.write(tmp_path / "course", hidden=hidden)
    submission = small_course.put(course / "submissions/notes/good.py", GOOD)

    ended = validated(course, tmp_path)

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert re.search(r"hidden\.yaml:14:9: `counts-few` limits what `count_notes` does", ended.err)
    assert PASSED == run("grade", submission, cwd=course, temporary=tmp_path).code
