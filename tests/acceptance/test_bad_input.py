"""Bad input of every kind: a clear message, the right exit code, and nothing lost or left behind."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support import small_course
from tests.support.archives import zipped
from tests.support.shell import Ended, run
from tests.support.small_course import COUNT, FIND, GOOD, MODELS, put

SOME_FAILED, WRONG_USAGE = 1, 2
OUR_TRACEBACK = "Traceback (most recent call last)"


@dataclass(frozen=True)
class Bad:
    """A submission, what comes of it, and what its report says (white space squeezed)."""

    text: str
    outcome: str
    failed: tuple[str, ...]
    said: tuple[str, ...]


def at_import(code: str, outcome: str, *said: str) -> Bad:
    """A submission that runs ``code`` when it is imported."""
    return Bad(f"{code}\n\n{GOOD}", outcome, (), said)


def in_a_call(code: str, *said: str, outcome: str = "completed") -> Bad:
    """A submission that runs ``code`` in ``find_notes``, and is right otherwise."""
    lines = "".join(f"    {line}\n" for line in code.splitlines())
    text = f"{MODELS}\n\ndef find_notes(session, word):\n{lines}{COUNT}"
    return Bad(text, outcome, ("finds-notes",), ("find_notes", *said))


BAD = {
    "bracket": Bad(f"{GOOD}\nprint((1, 2)\n", "import_failed", (), ("SyntaxError", "Python cannot read the file")),
    "no_package": at_import(
        "import no_such_package", "import_failed", "No module named 'no_such_package'", "not installed"
    ),
    "asks": at_import("input('Password: ')", "import_failed", "EOFError", "nobody is at the keyboard"),
    "leaves": at_import("import sys\nsys.exit('bye')", "import_failed", "SystemExit", "sys.exit()"),
    "leaves_at_once": at_import("import os\nos._exit(0)", "crashed", "ends the process", "__main__"),
    "computes_forever": at_import("while True:\n    pass", "timed_out", "does not finish", "__main__"),
    "waits_forever": at_import("import time\ntime.sleep(1000)", "timed_out", "does not finish", "__main__"),
    "loops": in_a_call("while True:\n    pass", "1 s of CPU time", "a loop around it"),
    "exits": in_a_call("import os\nos._exit(0)", "exit code 0", "Nothing may end it"),
    "exits_politely": in_a_call("raise SystemExit", "SystemExit", "Return instead"),
    "segfaults": in_a_call("import ctypes\nctypes.string_at(0)", "segmentation fault"),
    "hoards": in_a_call(
        "held = []\nwhile True:\n    held.append(bytearray(1_000_000))", "memory", "without end"
    ),
    "leaves_children": in_a_call(
        "import os, time\n"
        "for _ in range(5):\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        time.sleep(1000)\n"
        "return []",
        "PermissionError",
    ),
    "stops_the_server": in_a_call(
        "from sqlalchemy import text\n"
        "session.execute(text('SELECT pg_terminate_backend(pid) FROM pg_stat_activity'))\n"
        "return []",
    ),
    "wrong_name": Bad(
        GOOD.replace("Note", "Notes"), "completed", ("note-columns",), ("no model `Note`", "a model `Notes`")
    ),
    "twice": Bad(
        GOOD + '\n\nclass Note(Base):\n    __tablename__ = "more"\n\n    id: Mapped[int] = mapped_column(primary_key=True)\n',
        "completed",
        ("note-columns",),
        ("2 models named `Note`", "Rename or remove all but one"),
    ),
    "empty": Bad("", "completed", ("note-columns",), ("no model `Note`",)),
    "not_python": Bad("\x00\x01", "import_failed", (), ("cannot be imported",)),
}  # fmt: skip
FINE = ("a_good_one", "zz_another_good_one")
"""Right submissions before and after the bad ones."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_course.write(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def batch(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """All bad submissions and two right ones, graded together."""
    for name, bad in BAD.items():
        put(course / f"submissions/notes/{name}.py", bad.text)
    for name in FINE:
        put(course / f"submissions/notes/{name}.py", GOOD)
    return run(
        "grade", "submissions/notes", "--format", "json", "--seed", 3, "--jobs", 4,
        cwd=course, temporary=tmp_path_factory.mktemp("batch"),
    )  # fmt: skip


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def all_text(value: Any) -> str:
    """Every text of a part of a document."""
    return squeezed(" ".join(re.findall(r'"((?:[^"\\]|\\.)*)"', json.dumps(value, ensure_ascii=False))))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_submission_is_told_what_is_wrong(name: str, batch: Ended) -> None:
    """A bad submission fails the checks that its fault touches, no others, with a message that names it."""
    bad, grade = BAD[name], batch.grades[name]
    verdicts = {check["id"]: check["verdict"] for check in grade["checks"]}

    assert bad.outcome == grade["outcome"], grade["finding"]
    assert 0 == grade["errors"], verdicts
    assert list(bad.failed) == [id for id, verdict in verdicts.items() if verdict == "failed"]
    told = all_text([grade["finding"], [check["findings"] for check in grade["checks"]]])
    assert [] == [said for said in bad.said if said not in told], told
    if "finds-notes" in bad.failed:
        assert ["passed", "passed"] == [verdicts["note-columns"], verdicts["counts-notes"]]


@pytest.mark.parametrize("name", FINE)
def test_a_bad_submission_costs_nobody_else_anything(name: str, batch: Ended) -> None:
    """Right submissions beside bad and hostile ones earn all points."""
    grade = batch.grades[name]

    assert (6, 6) == (grade["points"], grade["max_points"])


def test_bad_submissions_leave_nothing_behind(batch: Ended) -> None:
    """After bad submissions the exit code is 1, nothing is on standard error, no process and no file is left."""
    assert SOME_FAILED == batch.code
    assert {*BAD, *FINE} == set(batch.grades)
    assert "" == batch.err
    assert OUR_TRACEBACK not in batch.out
    assert [] == batch.left_behind


# ---- what cannot be graded at all ----------------------------------------------------------------


def broken_yaml(course: Path) -> None:
    with (course / "exercises/notes/exercise.yaml").open("a") as file:
        file.write("  - id: [\n")


def wrong_key(course: Path) -> None:
    path = course / "exercises/notes/exercise.yaml"
    path.write_text(path.read_text().replace("columns: Note", "colums: Note"))


def another_exercise(course: Path) -> None:
    shutil.copytree(course / "exercises/notes", course / "exercises/more")


def no_reference(course: Path) -> None:
    shutil.rmtree(course / "solutions/notes/reference")
    with (course / "solutions/notes/hidden.yaml").open("a") as file:
        file.write("  - {id: same, title: Same, do: [{call: count_notes}], expect: {reference: true}}\n")


def nothing(course: Path) -> None:
    """Leave the course as it is."""


@dataclass(frozen=True)
class Refused:
    """Arguments that are refused, in a course that is changed first, and what is said on standard error."""

    arguments: tuple[str, ...]
    said: tuple[str, ...]
    change: Callable[[Path], None] = nothing


REFUSED = {
    "missing_file": Refused(("grade", "gone.py"), ("there is no gone.py",)),
    "no_modules": Refused(
        ("grade", "hollow", "--exercise", "notes"), ("hollow", "A submission is a .py file")
    ),
    "no_python": Refused(("grade", "essay.txt"), ("essay.txt is not a Python module", ".py file")),
    "unknown_exercise": Refused(
        ("grade", "good.py", "--exercise", "note"), ("unknown exercise `note`", "did you mean `notes`?")
    ),
    "unknown_in_comment": Refused(("grade", "comment.py"), ("comment.py", "`nots`", "did you mean `notes`?")),
    "untold_exercise": Refused(
        ("grade", "good.py"), ("which exercise good.py is for", "--exercise SLUG"), another_exercise
    ),
    "broken_yaml": Refused(
        ("grade", "good.py", "--exercise", "notes"), ("exercise.yaml:", "this is no YAML"), broken_yaml
    ),
    "wrong_key": Refused(
        ("grade", "good.py", "--exercise", "notes"), ("exercise.yaml:", "did you mean `columns`?"), wrong_key
    ),
    "no_reference": Refused(
        ("grade", "good.py", "--exercise", "notes"), ("no reference solution", "Put one into"), no_reference
    ),
    "no_server": Refused(
        ("grade", "good.py", "--exercise", "notes", "--postgres", "embedded:/nonexistent"),
        ("no PostgreSQL in /nonexistent", "Give the folder that holds them"),
    ),
    "unknown_server": Refused(
        ("grade", "good.py", "--exercise", "notes", "--postgres", "nonsense"), ("nonsense", "embedded")
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_graded_is_refused(name: str, tmp_path: Path) -> None:
    """What cannot be graded is refused with 2, a message that says why and what to do, and no traceback."""
    refused = REFUSED[name]
    course = small_course.write(tmp_path / "course")
    (course / "hollow").mkdir()
    put(course / "essay.txt", "Databases are interesting.")
    put(course / "good.py", GOOD)
    put(course / "comment.py", f"# exercise: nots\n{GOOD}")
    refused.change(course)

    ended = run(*refused.arguments, cwd=course, temporary=tmp_path)

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert ended.err.startswith("grader: ")
    assert [] == [said for said in refused.said if said not in squeezed(ended.err)], ended.err
    assert OUR_TRACEBACK not in ended.err
    assert [] == ended.left_behind


# ---- a full disk ---------------------------------------------------------------------------------


def small_disks(memory: str) -> tuple[str, ...]:
    """A command that runs another one where /dev/shm has so much room, and the temp folder next to none."""
    script = (
        f"mount -t tmpfs -o size={memory} none /dev/shm && mount -t tmpfs -o size=1m none /var/tmp &&"
        ' TMPDIR=/var/tmp exec "$@"'
    )
    return ("unshare", "--mount", "sh", "-c", script, "sh")


needs_mounts = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("unshare") is None,
    reason="only root can mount a small disk",
)


@needs_mounts
def test_a_full_disk_is_told(course: Path, tmp_path: Path) -> None:
    """Where there is no room for a server, that is said with the folders that were tried, and the next step."""
    path = put(tmp_path / "good.py", GOOD)

    ended = run(
        "grade", path, "--exercise", "notes", cwd=course, temporary=tmp_path, through=small_disks("1m")
    )

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert "no room for a server" in ended.err
    assert "/var/tmp" in ended.err
    assert "Free some space there" in ended.err
    assert OUR_TRACEBACK not in ended.err
    assert [] == ended.left_behind


@needs_mounts
def test_no_room_to_unpack_is_told(course: Path, tmp_path: Path) -> None:
    """Where there is no room for what an archive holds, that is said before anything is graded, and nothing is left."""
    noise = {f"{number}.bin": os.urandom(600_000) for number in range(5)}
    path = zipped(
        tmp_path / "class.zip", {"ada.py": GOOD, **{f"bob/{name}": text for name, text in noise.items()}}
    )

    ended = run(
        "grade", path, "--exercise", "notes", cwd=course, temporary=tmp_path, through=small_disks("64m")
    )

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert "/var/tmp takes no more submissions: No space left on device" in ended.err
    assert "Is the disk full?" in ended.err
    assert [] == ended.left_behind


def test_tables_that_take_no_rows_fail_a_check_in_python_too(tmp_path: Path) -> None:
    """Where the rows of a check in Python cannot be laid, that is a finding, and the batch goes on."""
    looking = (
        "  - id: looks\n    title: Looks\n    python: looks\n    data:\n      - Note: 2\n",
        "def looks(run):\n    yield from ()\n",
    )
    course = small_course.write(
        tmp_path / "course", hidden=small_course.HIDDEN + looking[0], checks=looking[1]
    )
    refuses = MODELS.replace('"notes"', '"notes"; __table_args__ = (CheckConstraint("id < 0"),)')
    paths = [
        put(tmp_path / "refuses.py", "from sqlalchemy import CheckConstraint\n" + refuses + FIND + COUNT),
        put(tmp_path / "good.py", GOOD),
    ]

    ended = run(
        "grade",
        *paths,
        "--exercise",
        "notes",
        "--for",
        "instructor",
        "--format",
        "json",
        cwd=course,
        temporary=tmp_path,
    )

    assert ended.code == SOME_FAILED, ended.err
    looks = next(check for check in ended.grades["refuses"]["checks"] if check["id"] == "looks")
    assert "could not insert its test rows" in looks["findings"][0]["message"]
    assert ended.grades["good"]["max_points"] == ended.grades["good"]["points"]


def test_only_the_file_that_counts_is_graded(tmp_path: Path) -> None:
    """Where an exercise names a file, others beside it that say the same are no matter; without it nothing is earned."""
    text = small_course.EXERCISE.replace("title: Notes\n", "title: Notes\nmodule: notes.py\n", 1)
    course = small_course.write(tmp_path / "course", exercise=text)
    put(tmp_path / "ada/notes.py", GOOD)
    put(
        tmp_path / "ada/queries.py",
        f"from notes import Note\n{small_course.FIND_NOTHING.replace(': Session', '').replace('list[Note]', 'list')}",
    )
    put(tmp_path / "bob/models.py", MODELS)
    put(tmp_path / "bob/queries.py", f"from models import Note, Session, func, select\n{FIND}{COUNT}")

    paths = (tmp_path / "ada", tmp_path / "bob")
    ended = run("grade", *paths, "--exercise", "notes", "--format", "json", cwd=course, temporary=tmp_path)

    assert ended.code == SOME_FAILED, ended.err
    assert ended.grades["ada"]["max_points"] == ended.grades["ada"]["points"]
    assert 0 == ended.grades["bob"]["points"]
    assert "there is no notes.py in bob" in ended.grades["bob"]["finding"]["actual"]


def test_a_submission_gets_the_variables_of_the_exercise(tmp_path: Path) -> None:
    """`environment:` is what a submission finds there, at its import and in its functions; who asks for another fails."""
    text = small_course.EXERCISE.replace(
        "title: Notes\n", "title: Notes\nenvironment: {SHOP_WORD: milk}\n", 1
    )
    course = small_course.write(tmp_path / "course", exercise=text.replace("{word: milk}", "{word: any}"))
    asked = f"import os\n{MODELS}{FIND.replace('contains(word)', 'contains(os.environ[NAME])')}{COUNT}"
    paths = [
        put(tmp_path / "good.py", f"import os\nNAME = 'SHOP_WORD'\nassert os.environ[NAME]\n{asked}"),
        put(tmp_path / "wrong.py", f"NAME = 'SHOP_NAME'\n{asked}"),
    ]

    ended = run("grade", *paths, "--exercise", "notes", "--format", "json", cwd=course, temporary=tmp_path)

    verdicts = {
        name: [check["verdict"] for check in grade["checks"] if check["id"] == "finds-notes"]
        for name, grade in ended.grades.items()
    }
    assert {"good": ["passed"], "wrong": ["failed"]} == verdicts, ended.err


def test_a_submission_can_import_the_instructors_file(tmp_path: Path) -> None:
    """`import support` gives the instructor's file, in place of a student's own and in a class that is a folder too."""
    course = small_course.write(tmp_path / "course", hidden="checks: []\n")
    put(course / "exercises/notes/support.py", "WORD = 'milk'\n")
    asked = f"import support\n{MODELS}{FIND.replace('contains(word)', 'contains(support.WORD)')}{COUNT}"
    put(tmp_path / "eve/notes.py", asked)
    put(tmp_path / "eve/support.py", "WORD = 'water'\n")
    paths = [
        put(tmp_path / "good.py", asked),
        put(tmp_path / "wrong.py", asked.replace("WORD", "WATER")),
        tmp_path / "eve",
    ]

    ended = run("grade", *paths, "--exercise", "notes", "--format", "json", cwd=course, temporary=tmp_path)

    passed = {name: grade["points"] == grade["max_points"] for name, grade in ended.grades.items()}
    assert {"good": True, "wrong": False, "eve": True} == passed, ended.err


def test_a_package_that_is_missing_is_told_before_anything_is_graded(tmp_path: Path) -> None:
    """Where an exercise needs a package that is not installed, nothing is graded, and the next step installs it."""
    text = small_course.EXERCISE.replace(
        "title: Notes\n", "title: Notes\npackages: [sqlalchemy, no-such-thing]\n", 1
    )
    course = small_course.write(tmp_path / "course", exercise=text)

    for command in (("grade", put(tmp_path / "good.py", GOOD), "--exercise", "notes"), ("validate", "notes")):
        ended = run(*command, cwd=course, temporary=tmp_path)
        assert (WRONG_USAGE, "") == (ended.code, ended.out)
        assert "the exercise `notes` needs `no-such-thing`" in ended.err
        assert "pip install no-such-thing" in ended.err


@needs_mounts
def test_a_submission_cannot_fill_the_disk(course: Path, tmp_path: Path) -> None:
    """A submission that stores more than it may is told so, and costs nobody else a point."""
    fills = (
        "from sqlalchemy import text\n"
        "session.execute(text(\"UPDATE notes SET text = repeat('x', 1500)\"))\n"
        "while True:\n"
        "    session.execute(text('INSERT INTO notes (text) SELECT text FROM notes'))\n"
        "    session.commit()\n"
    )
    paths = [
        put(tmp_path / "fills.py", in_a_call(fills).text),
        put(tmp_path / "good.py", MODELS + FIND + COUNT),
    ]

    ended = run(
        "grade", *paths, "--exercise", "notes", "--format", "json", "--jobs", 1,
        cwd=course, temporary=tmp_path, through=small_disks("340m"),
    )  # fmt: skip

    assert ended.code == SOME_FAILED, ended.err
    assert OUR_TRACEBACK not in ended.err
    finds = next(check for check in ended.grades["fills"]["checks"] if check["id"] == "finds-notes")
    assert "stored more than 64 MiB in its database" in finds["findings"][0]["message"]
    assert ended.grades["good"]["max_points"] == ended.grades["good"]["points"]
    assert [] == ended.left_behind
