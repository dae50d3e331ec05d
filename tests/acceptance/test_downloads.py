"""A class as a platform gives it, from the download to the report: everybody has a grade, and nothing is left behind."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.support import small_course
from tests.support.archives import LINK, add_special, encrypt, spoil, zip_bytes, zipped
from tests.support.shell import Ended, run
from tests.support.small_course import COUNT, FIND, FIND_NOTHING, GOOD, MODELS

ALL_PASSED, SOME_FAILED, WRONG_USAGE = 0, 1, 2
QUERIES = f"from sqlalchemy import func, select\nfrom sqlalchemy.orm import Session\n\nfrom models import Note\n{FIND}{COUNT}"
WRONG = MODELS + FIND_NOTHING + COUNT


def notebook(*cells: str) -> str:
    code = [{"cell_type": "code", "source": text} for text in cells]
    cells_ = [{"cell_type": "markdown", "source": "My homework"}, *code]
    return json.dumps({"cells": cells_, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


CANVAS = {
    "lovelaceada_1_11_notes.py": GOOD,
    "hoppergrace_LATE_2_12_models-1.py": MODELS,
    "hoppergrace_LATE_2_13_queries-1.py": QUERIES,
    "smithmary_3_14_notes.py": WRONG,
    "smithmary_3_15_notes-1.py": GOOD,
    "smithmary_4_16_hw.zip": zip_bytes({"hw/models.py": MODELS, "hw/queries.py": QUERIES, "hw/.venv/x.py": "1/0"}),
    "李小龍_5_17_notes.ipynb": notebook("%matplotlib inline\n!pip install sqlalchemy", MODELS, FIND, COUNT),
    "müllerjörg_6_18_notes.ipynb": notebook(MODELS, FIND, "def count_notes(session):\n    x = 1\n    return x / 0\n"),
    "columns_12_24_notes.ipynb": notebook("x = 1", MODELS.replace("text: Mapped[str]", "text: Mapped[str | None]")),
    "bracket_13_25_notes.ipynb": notebook(MODELS, "\n!ls\ndef f(:\n"),
    "essay_7_19_essay.pdf": "%PDF",
    "eve_8_20_notes.py": GOOD,
    "mallory_9_21_notes.py": GOOD,
    "trent_10_22_hw.zip": zip_bytes({"../../lovelaceada.py": GOOD}),
    "__MACOSX/._x": "",
}  # fmt: skip
POINTS = {
    "lovelaceada": 6, "hoppergrace": 6, "smithmary (3)": 6, "smithmary (4)": 6, "李小龍": 6, "müllerjörg": 3,
    "columns": 0, "bracket": 0, "essay": 0, "eve": 0, "mallory": 0, "trent": 0, "victor": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course, and a download with something wrong in it beside it."""
    course = small_course.write(tmp_path_factory.mktemp("course"))
    path = zipped(course / "hw4_submissions.zip", CANVAS)
    with zipfile.ZipFile(path, "a") as archive:
        add_special(archive, "victor_11_23_notes.py", LINK, "solutions/notes/reference/good.py")
    encrypt(path, "eve_8_20_notes.py")
    spoil(path, "mallory_9_21_notes.py")
    return course


def grade(course: Path, temporary: Path, *arguments: object) -> Ended:
    temporary.mkdir(exist_ok=True)
    return run(
        "grade", *arguments, "--exercise", "notes", "--format", "json", "--seed", 3, cwd=course, temporary=temporary
    )  # fmt: skip


@pytest.fixture(scope="module")
def batch(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return grade(
        course, tmp_path_factory.mktemp("batch"), "hw4_submissions.zip", "--report", course / "report"
    )


def test_everybody_has_a_grade(batch: Ended) -> None:
    """Each student of a download has one grade: for what works the points, else none and the reason."""
    assert SOME_FAILED == batch.code, batch.err
    assert POINTS == {name: one["points"] for name, one in batch.grades.items()}
    reasons = {name: one["finding"]["message"] for name, one in batch.grades.items() if one["finding"]}
    assert "`notes.py` is encrypted. Hand in an archive without a password." == reasons["eve"]
    assert reasons["mallory"].startswith("`notes.py` cannot be unpacked: ")
    assert reasons["trent"].startswith("`hw/outside of the archive/lovelaceada.py` leads out of its archive.")
    assert "`notes.py` is a link. Hand in the file itself." == reasons["victor"]
    assert reasons["essay"].startswith("not graded: there is no Python module in what you handed in.")
    assert 6 == len(reasons)


def test_nothing_is_left_behind(batch: Ended, course: Path) -> None:
    """The folder that everything was unpacked into is gone, and beside the download there is nothing but the report."""
    assert [] == batch.left_behind
    assert {"exercises", "solutions", "hw4_submissions.zip", "report"} == {
        each.name for each in course.iterdir()
    }


def test_paths_are_those_of_the_download(batch: Ended) -> None:
    """A report names each submission by its place in the download, never by where it lay meanwhile."""
    assert "hw4_submissions.zip/lovelaceada_1_11_notes.py" == batch.grades["lovelaceada"]["path"]
    assert "grader-submissions-" not in batch.out + batch.err
    assert "not graded: 1 earlier attempt; --attempt all grades each" in batch.err


def test_a_finding_leads_to_the_cell(batch: Ended, course: Path) -> None:
    """A finding about a notebook names the cell and the line in it, and the page shows the lines there."""
    findings = [f for check in batch.grades["müllerjörg"]["checks"] for f in check["findings"]]
    (found,) = [f for f in findings if "ZeroDivisionError" in f["message"]]
    assert {"file": "notes.ipynb, cell 4", "line": 3} == found["where"]
    page = next(p for p in (course / "report").glob("*.html") if "cell 4:3" in p.read_text(encoding="utf-8"))
    assert "notes.ipynb, cell 4:3" in page.read_text(encoding="utf-8")
    assert '<span class="k">return</span>' in page.read_text(encoding="utf-8")
    notes = batch.grades["李小龍"]["notes"]
    assert "`notes.ipynb` is a notebook, which is graded as one module: 4 code cells in their order." in notes
    assert any("cell 2, line 1 (`%matplotlib inline`)" in note for note in notes)


def test_a_column_and_a_bracket_lead_to_their_cells(batch: Ended) -> None:
    """Also what is found in the schema, and what Python cannot read, is told with its cell and the line there."""
    (check,) = [check for check in batch.grades["columns"]["checks"] if check["id"] == "note-columns"]
    line = MODELS.splitlines().index("    text: Mapped[str]") + 1
    assert {"file": "notes.ipynb, cell 3", "line": line} == check["findings"][0]["where"]
    bracket = batch.grades["bracket"]["finding"]
    assert "The module cannot be imported: SyntaxError." == bracket["message"]
    assert {"file": "notes.ipynb, cell 3", "line": 3} == bracket["where"]


def test_the_unpacked_folder_gives_the_same(batch: Ended, course: Path, tmp_path: Path) -> None:
    """The same download, unpacked by hand, gives the same grades to all whose files could be unpacked."""
    folder = tmp_path / "hw4_submissions"
    with zipfile.ZipFile(course / "hw4_submissions.zip") as archive:
        for name in CANVAS:
            if not name.startswith(("eve", "mallory")):
                archive.extract(name, folder)
    before = sorted(folder.rglob("*"))

    ended = grade(course, tmp_path / "other", folder)

    def told(grade: dict[str, object]) -> object:
        return [grade[key] for key in ("submission", "outcome", "points", "finding", "notes")]

    assert POINTS.keys() - {"eve", "mallory", "victor"} == ended.grades.keys()
    assert [told(batch.grades[name]) for name in ended.grades] == [told(g) for g in ended.grades.values()]
    assert before == sorted(folder.rglob("*"))


def test_it_goes_on_where_it_was(batch: Ended, course: Path, tmp_path: Path) -> None:
    """A second run of the same download with --resume grades nobody again."""
    again = grade(course, tmp_path, "hw4_submissions.zip", "--report", course / "report", "--resume")
    assert POINTS == {name: one["points"] for name, one in again.grades.items()}
    assert batch.document["seed"] == again.document["seed"]


def test_all_attempts(course: Path, tmp_path: Path) -> None:
    """With --attempt all the earlier attempt has a grade of its own, and it is the wrong one's."""
    path = zipped(tmp_path / "d.zip", {name: text for name, text in CANVAS.items() if "_3_" in name})
    ended = grade(course, tmp_path / "t", path, "--attempt", "all")
    assert {"smithmary, attempt 1": 2, "smithmary, attempt 2": 6} == {
        name: one["points"] for name, one in ended.grades.items()
    }


def test_names_of_ones_own(course: Path, tmp_path: Path) -> None:
    """With --names a folder of any naming is graded by student; what it does not fit is told."""
    path = zipped(
        tmp_path / "d.zip",
        {
            "2026 [ada] models.py": MODELS,
            "2026 [ada] queries.py": QUERIES,
            "2026 [bob] n.py": GOOD,
            "x.txt": "",
        },
    )
    pattern = r"\d+ \[(?P<student>\w+)\] (?P<file>.+)"
    ended = grade(course, tmp_path / "t", path, "--names", pattern)
    assert ALL_PASSED == ended.code, ended.err
    assert {"ada": 6, "bob": 6} == {name: one["points"] for name, one in ended.grades.items()}
    assert f"not graded: {path}/x.txt is not named as --names names a student's files" in ended.err


@pytest.mark.parametrize(
    ("name", "content", "arguments", "said"),
    [
        ("empty.zip", zip_bytes({}), (), "there are no submissions in empty.zip"),
        (
            "text.zip",
            b"I am no archive",
            (),
            "text.zip is neither a zip nor a tar that can be read to its end",
        ),
        ("ada.py", GOOD.encode(), ("--names", "(?P<student>x)"), "--names is for a folder or an archive"),
        ("class.zip", zip_bytes({"ada.py": GOOD}), ("--names", "("), "--names is not a regular expression"),
        (
            "class.zip",
            zip_bytes({"ada.py": GOOD}),
            ("--names", "x(?P<student>y)"),
            "--names fits no file in class.zip",
        ),
    ],
)
def test_what_is_no_download(
    name: str, content: bytes, arguments: tuple[str, ...], said: str, course: Path, tmp_path: Path
) -> None:
    """An empty archive, one that is none, and a pattern that cannot be used end the command with 2 and the reason."""
    copy = small_course.write(tmp_path / "course")
    (copy / name).write_bytes(content)
    ended = grade(copy, tmp_path / "t", name, *arguments)
    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert said in ended.err
    assert [] == ended.left_behind


def test_one_broken_among_hundreds(course: Path, tmp_path: Path) -> None:
    """Of hundreds of submissions one is broken: that one is told, and every other has its points."""
    files = {f"student{number}_{number}_{number + 5000}_notes.py": WRONG for number in range(200)}
    path = zipped(tmp_path / "d.zip", files)
    spoil(path, "student77_77_5077_notes.py")
    ended = grade(course, tmp_path / "t", path, "--only", "note-columns")
    assert 200 == len(ended.grades)
    assert {"student77"} == {name for name, one in ended.grades.items() if one["points"] != 1}
    assert "cannot be unpacked" in ended.grades["student77"]["finding"]["message"]
