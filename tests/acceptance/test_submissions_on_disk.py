"""What may lie where a submission is looked for: nothing there ends or stalls a batch, or shows what is not its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader import __main__, cli
from grader.course.course import Course
from grader.course.intake import Intake
from grader.course.staging import Staging
from grader.course.submissions import gather
from grader.grading.grading import Grading
from grader.running.tools import Tools
from tests.support import small_course
from tests.support.shell import Ended, run
from tests.support.small_course import GOOD, put

SOME_FAILED, WRONG_USAGE, OUR_FAULT = 1, 2, 3
SOLUTION = "../../solutions/notes/reference/good.py"
HIDDEN = "../../solutions/notes/hidden.yaml"
OBEYED = "\x1b[2J\x9b31m\u202e\ngrader: all passed"
"""What a terminal would do something for, and a line that is not the grader's."""
SPELT = r"\x1b[2J\x9b31m\u202e\ngrader: all passed"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other kinds of files")


def link(path: Path, leads_to: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(leads_to)


def sparse(path: Path) -> None:
    os.truncate(put(path, GOOD), 200 * 2**30)


def socket_at(path: Path) -> None:
    """At a path that may be longer than the system takes for a socket."""
    before = Path.cwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(path.name)
    os.chdir(before)


def deep(folder: Path) -> None:
    """Deeper than a path may be long."""
    put(folder / "models.py", GOOD)
    before = Path.cwd()
    os.chdir(folder)
    for _ in range(1500):
        Path("abc").mkdir()
        os.chdir("abc")
    os.chdir(before)


def many(folder: Path) -> None:
    for number in range(20_000):
        put(folder / f"m{number}.py", "")


def with_links(folder: Path, *links: tuple[str, str]) -> None:
    put(folder / "models.py", GOOD)
    for name, leads_to in links:
        link(folder / name, leads_to)


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "eve.py": (lambda path: link(path, SOLUTION), "`eve.py` is a link."),
    "hidden.py": (lambda path: link(path, HIDDEN), "`hidden.py` is a link."),
    "system.py": (lambda path: link(path, "/etc/passwd"), "`system.py` is a link."),
    "reference": (lambda path: link(path, "../../solutions/notes/reference"), "`reference` is a link."),
    "dangling.py": (lambda path: link(path, "gone.py"), "`dangling.py` is a link."),
    "circle": (lambda path: link(path, "circle"), "`circle` is a link."),
    "nested": (lambda path: with_links(path, ("a/b", "../../" + HIDDEN)), "`nested/a/b` is a link that leads out"),
    "chain": (lambda path: with_links(path, ("a", "b"), ("b", "../" + SOLUTION)), "`chain/a` is a link that leads out"),
    "above": (lambda path: with_links(path, ("all", "..")), "`above/all` is a link that leads out"),
    "sparse.py": (sparse, "`sparse.py` is too large"),
    "huge.py": (lambda path: put(path, GOOD + "\n# nothing" * 5_000_000), "`huge.py` is too large"),
    "pipe.py": (os.mkfifo, "`pipe.py` is not a file"),
    "socket.py": (socket_at, "`socket.py` is not a file"),
    "deep": (deep, "more than 50 deep"),
    "many": (many, "`many` holds more than 10,000 files and folders"),
    f"z{OBEYED}.py": (os.mkfifo, f"`z{SPELT}.py` is not a file"),
}  # fmt: skip
"""What comes to lie at a path, and what is said of it."""
FINE: dict[str, Callable[[Path], object]] = {
    "a_good_one.py": lambda path: put(path, GOOD),
    "zz_good_one.py": lambda path: put(path, GOOD),
    "within": lambda path: with_links(
        path, ("more.py", "models.py"), ("again", "."), ("round.py", "round.py")
    ),
    "tools": lambda path: with_links(
        path, (".venv/bin/python", sys.executable), ("venv/lib", "/usr/lib"), ("node_modules/x", "/usr/lib")
    ),
    f"name{OBEYED}.py": lambda path: put(path, GOOD),
    os.fsdecode(b"caf\xe9\xff.py"): lambda path: put(path, GOOD),
}


@pytest.fixture(scope="module")
def course_on_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    course = small_course.write(tmp_path_factory.mktemp("course"))
    for name, make in {**FINE, **{name: make for name, (make, _) in REFUSED.items()}}.items():
        make(_prepared(course / "submissions/notes" / name))
    (course / f"submissions/notes/empty{OBEYED}").mkdir()
    yield course
    # Deeper than Python removes.
    subprocess.run(["rm", "-rf", course / "submissions"], check=True)


def _prepared(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@pytest.fixture(scope="module")
def batch(course_on_disk: Path, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """All of it, graded together, with pages."""
    temporary = tmp_path_factory.mktemp("batch")
    return run(
        "grade", "submissions/notes", "--format", "json", "--report", temporary / "report", "--seed", 3,
        cwd=course_on_disk, temporary=temporary,
    )  # fmt: skip


def graded(batch: Ended, name: str) -> Any:
    path = os.fsencode(name).decode("utf-8", "backslashreplace")
    return next(grade for grade in batch.document["grades"] if grade["path"].endswith(f"notes/{path}"))


@pytest.mark.parametrize("name", FINE)
def test_honest_submissions_get_all_points(name: str, batch: Ended) -> None:
    """Beside all the others honest submissions earn all points, whatever they are called."""
    grade = graded(batch, name)
    assert (6, 6, None) == (grade["points"], grade["max_points"], grade["finding"])


@pytest.mark.parametrize("name", REFUSED)
def test_the_others_get_none_and_the_reason(name: str, batch: Ended) -> None:
    """What is refused earns nothing and says why; it is never an error of ours."""
    grade = graded(batch, name)
    assert (0, 0) == (grade["points"], grade["errors"])
    assert REFUSED[name][1] in grade["finding"]["message"]


def test_the_batch_comes_to_its_end(batch: Ended) -> None:
    """Each is graded, the command ends as usual, and standard error has no character that a terminal obeys."""
    assert SOME_FAILED == batch.code, batch.err
    assert len(FINE) + len(REFUSED) == len(batch.document["grades"])
    remark, report = batch.err.splitlines()
    assert f"not graded: there are no Python modules in submissions/notes/empty{SPELT}" == remark
    assert report.startswith("report: ")
    assert batch.err.replace("\n", "").isprintable()
    assert [] == [left for left in batch.left_behind if "report" not in left]


def test_no_line_of_others_is_shown(batch: Ended, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Neither the document nor a page has a line of what a link leads to."""
    report = Path(batch.err.splitlines()[-1].removeprefix("report: ")).parent
    pages = [path.read_text() for path in report.iterdir() if path.is_file()]
    assert len(pages) > len(FINE) + len(REFUSED)
    for text in (batch.out, *pages):
        for line in ("zebra", "root:x:0", "tell nobody"):
            assert line not in text


def test_what_goes_or_becomes_a_link_while_others_are_graded(
    course: Course, tools: Tools, tmp_path: Path
) -> None:
    """A file that goes after it was found, or becomes a link, earns nothing: its import says what is wrong."""
    reference = sorted((course.root / "solutions/blog/reference").iterdir())[0]
    folder = tmp_path / "submissions/blog"
    for name in ("gone.py", "swapped.py"):
        shutil.copy(reference, _prepared(folder / name))
    gone, swapped = gather([folder], ["blog"], None, Intake(Staging())).submissions
    for submission in (gone, swapped):
        submission.path.unlink()
    swapped.path.symlink_to(reference)

    with Grading(course.exercise("blog"), tools) as grading:
        grades = [grading.grade(submission, [3])[0] for submission in (gone, swapped)]

    assert ["gone", "swapped"] == [grade.submission for grade in grades]
    assert [("import_failed", 0)] * 2 == [(grade.outcome.value, grade.points) for grade in grades]
    assert [()] * 2 == [grade.errors for grade in grades]


def test_a_flat_folder_is_not_one_submission_for_its_comments(tmp_path: Path) -> None:
    """In a folder of any name, words about a neighbour in a docstring leave each module a submission of its own."""
    course = small_course.write(tmp_path / "course")
    put(course / "handed_in/alice.py", GOOD)
    put(course / "handed_in/bob.py", f'{GOOD}\n"""Not hers:\n\nimport alice\nfrom alice import Note\n"""\n')

    ended = run(
        "grade", "handed_in", "--exercise", "notes", "--format", "json", cwd=course, temporary=tmp_path
    )

    assert {"alice": 6, "bob": 6} == {name: grade["points"] for name, grade in ended.grades.items()}
    assert "" == ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((f"gone{OBEYED}.py",), f"there is no gone{SPELT}.py"),
        ((f"essay{OBEYED}.txt",), f"essay{SPELT}.txt is not a Python module"),
        ((f"mine{OBEYED}.py",), f"which exercise mine{SPELT}.py is for"),
        ((os.fsdecode(b"gon\xe9.py"),), r"there is no gon\xe9.py"),
        (("mine.py", "--format", "\x1b[2J"), r"\x1b[2J"),
        (("mine.py", "--exercise", "\x1b[2J"), r"\x1b[2J"),
    ],
)
def test_errors_are_readable(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """What is wrong with a command is said without a character that a terminal obeys."""
    course = small_course.write(tmp_path / "course")
    put(course / "exercises/other/exercise.yaml", small_course.EXERCISE)
    for name in (f"mine{OBEYED}.py", f"essay{OBEYED}.txt", "mine.py"):
        put(course / name, GOOD)

    ended = run("grade", *arguments, cwd=course, temporary=tmp_path)

    assert WRONG_USAGE == ended.code
    assert said in ended.err
    assert ended.err.replace("\n", "").isprintable()


@pytest.mark.parametrize("debug", ["", "1"])
def test_errors_of_ours_are_readable(
    debug: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error of the grader's own, and its traceback where asked for, have no character that a terminal obeys."""

    def fails(**_: object) -> int:
        raise RuntimeError(OBEYED)

    monkeypatch.setenv("GRADER_DEBUG", debug)
    monkeypatch.setattr(cli, "app", fails)

    assert OUR_FAULT == __main__.main()
    said = capsys.readouterr().err
    assert bool(debug) == ("Traceback" in said)
    assert r"RuntimeError: \x1b[2J\x9b31m\u202e" in said
    assert said.replace("\n", "").isprintable()


def test_json_has_the_names_as_they_are(batch: Ended) -> None:
    """A program gets each name as it is, but for bytes that no text has."""
    names = {Path(grade["path"]).name for grade in json.loads(batch.out)["grades"]}
    assert {f"name{OBEYED}.py", r"caf\xe9\xff.py"} <= names
