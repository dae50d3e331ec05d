"""``grader validate --mutants``: small mistakes in the references, and whether the exercise notices them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.course.course import find_course
from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.running.tools import Tools
from tests.support import small_course
from tests.support.shell import Ended, run
from tests.support.small_course import COUNT, FIND, FIND_NOTHING, GOOD, MODELS, put

PROVEN, NOT_PROVEN, FAULTY = 0, 1, 2

ORDERED = MODELS + FIND.replace(".contains(word))", ".contains(word)).order_by(Note.text)") + COUNT
"""A reference that does more than the exercise asks for: nothing looks at the order."""
LINE = "return list(session.scalars(select(Note).where(Note.text.contains(word)).order_by(Note.text)))"


def tried(course: Path, place: Path, **how: Any) -> Ended:
    return run("validate", "--mutants", "--jobs", 2, cwd=course, temporary=place, **how)


def listed(mutation: str, line: str = LINE) -> str:
    return f"  - reference: good.py\n    mutation: {mutation}\n    line: {line}\n    because: Any order will do.\n"


COSTS = "what a mistake in a model costs"


def counted(ended: Ended) -> str:
    """What is told of an exercise without problems, before what mistakes cost."""
    return ended.out.partition(f"  {COSTS}")[0]


def test_an_exercise_that_notices_everything(tmp_path: Path) -> None:
    """Mutants that all lose a point are counted, none is shown, nothing is left behind, and that is 0."""
    ended = tried(small_course.write(tmp_path / "course"), tmp_path)

    assert PROVEN == ended.code, ended.out + ended.err
    assert counted(ended) == "notes: 3 mutants, 3 noticed, 0 equivalent, 0 survived\n"
    assert not ended.left_behind


LINE_OF_TEXT = 1 + next(n for n, line in enumerate(GOOD.splitlines()) if "text: Mapped[str]" in line)


@pytest.mark.parametrize(
    ("without", "told"),
    [("    requires: note-columns\n", "       1  {}\n"), ("", "       6  {}  - more than a third: ")],
    ids=["it costs its own check", "checks require the one that it fails"],
)
def test_what_a_mistake_in_a_model_costs(without: str, told: str, tmp_path: Path) -> None:
    """Each mistake in a model stands with what it costs, and a word where a small one costs more than a third."""
    text = small_course.EXERCISE.replace(without, "") if without else small_course.EXERCISE
    course = small_course.write(tmp_path / "course", exercise=text)

    ended = tried(course, tmp_path)

    costs = ended.out.partition(f"  {COSTS}")[2]
    assert PROVEN == ended.code, ended.out + ended.err
    assert costs.startswith(
        ", of 6 points:\n" + told.format(f"reference/good.py:{LINE_OF_TEXT}: flip-optional")
    )
    assert costs.count("\n") == 2


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """An exercise that asks for no order, tried with a reference that has one."""
    place = tmp_path_factory.mktemp("weak")
    return tried(small_course.write(place / "course", references={"good.py": ORDERED}), place)


def test_a_survivor_is_shown(weak: Ended) -> None:
    """A mutant that earns all points is shown with its file, line, name and what was changed, and that is 1."""
    line = ORDERED.splitlines().index(f"    {LINE}") + 1

    assert NOT_PROVEN == weak.code, weak.err
    assert "notes: 5 mutants, 3 noticed, 0 equivalent, 2 survived" in weak.out
    assert f"  reference/good.py:{line}: drop-order-by survived. The order is " in weak.out
    assert f"    -    {LINE}\n    +    {LINE.replace('.order_by(Note.text)', '')}\n" in weak.out
    assert f"    +    {LINE.replace('order_by(Note.text)', 'order_by(Note.text.desc())')}\n" in weak.out


def test_a_mutant_that_is_noticed_is_not_shown(weak: Ended) -> None:
    """Only survivors are problems."""
    shown = weak.out.partition(f"  {COSTS}")[0]
    assert "drop-filter" not in shown
    assert "flip-optional" not in shown


def test_a_mutant_is_graded_no_further_than_needed(tools: Tools, tmp_path: Path) -> None:
    """Grading that ends at a loss ends with the first check that does not pass, at the first seed where one does
    not; without a loss all checks of all seeds are done."""
    course = small_course.write(tmp_path / "course")
    wrong = put(tmp_path / "wrong.py", MODELS + FIND_NOTHING + COUNT)

    with Grading(find_course(course).exercise("notes"), tools) as grading:
        (lost,) = grading.grade(Submission(wrong, "notes"), [1, 2], until_loss=True)
        whole = grading.grade(Submission(put(wrong, GOOD), "notes"), [1, 2], until_loss=True)

    assert ["note-columns", "finds-notes"] == [check.id for check in lost.checks]
    assert [4, 4] == [len(grade.checks) for grade in whole]


def test_what_changes_nothing_is_listed(tmp_path: Path) -> None:
    """Survivors that the author lists with a reason are counted as equivalent, and that is 0."""
    course = small_course.write(tmp_path / "course", references={"good.py": ORDERED})
    entries = listed("drop-order-by") + listed("reverse-order")
    put(course / "solutions/notes/equivalent.yaml", "equivalent:\n" + entries)

    ended = tried(course, tmp_path)

    assert PROVEN == ended.code, ended.out + ended.err
    assert counted(ended) == "notes: 5 mutants, 3 noticed, 2 equivalent, 0 survived\n"


def test_a_list_that_does_not_hold_is_told(tmp_path: Path) -> None:
    """An entry whose mutant is noticed after all, and one whose mutant is not there, are problems."""
    course = small_course.write(tmp_path / "course")
    line = "return list(session.scalars(select(Note).where(Note.text.contains(word))))"
    entries = listed("drop-filter", line) + listed("drop-order-by")
    put(course / "solutions/notes/equivalent.yaml", "equivalent:\n" + entries)

    ended = tried(course, tmp_path)

    assert NOT_PROVEN == ended.code
    assert f"drop-filter in good.py at `{line}` is noticed" in ended.out
    assert f"there is no mutant drop-order-by in good.py at `{LINE}`" in ended.out


def test_a_reference_in_several_files(tmp_path: Path) -> None:
    """Every module of a package is changed, in a copy of the whole of it."""
    files = {
        "package/__init__.py": "from .models import Base, Note\nfrom .finding import find_notes, count_notes\n",
        "package/models.py": MODELS,
        "package/finding.py": "from sqlalchemy import func, select\nfrom sqlalchemy.orm import Session\n"
        "from .models import Note\n" + FIND + COUNT,
    }

    ended = tried(small_course.write(tmp_path / "course", references=files), tmp_path)

    assert PROVEN == ended.code, ended.out + ended.err
    assert counted(ended) == "notes: 3 mutants, 3 noticed, 0 equivalent, 0 survived\n"


def test_a_reference_that_fails_by_itself(tmp_path: Path) -> None:
    """No mutants of it are tried: they would all lose points, and show nothing."""
    references = {"good.py": GOOD, "nothing.py": MODELS + FIND_NOTHING + COUNT}

    ended = tried(small_course.write(tmp_path / "course", references=references), tmp_path)

    assert NOT_PROVEN == ended.code
    assert "no mutants were tried" in ended.out
    assert "reference/nothing.py does not earn all points" in ended.out


def test_without_libcst(tmp_path: Path) -> None:
    """Where libcst is not installed, the command says how to get it."""
    put(tmp_path / "path/libcst.py", 'raise ModuleNotFoundError("No module named libcst", name="libcst")\n')
    course = small_course.write(tmp_path / "course")

    ended = tried(course, tmp_path, env={"PYTHONPATH": str(tmp_path / "path")})

    assert FAULTY == ended.code
    assert "pip install 'ormgrader[authoring]'" in ended.err


def test_a_faulty_list(tmp_path: Path) -> None:
    """Every fault of `equivalent.yaml` is told with its place."""
    course = small_course.write(tmp_path / "course")
    put(
        course / "solutions/notes/equivalent.yaml",
        "equivalent:\n  - reference: good.py\n    mutant: drop-filter\n    line: x\n    because: y\n",
    )

    ended = tried(course, tmp_path)

    assert FAULTY == ended.code
    assert "equivalent.yaml:3:5: unknown key `mutant`; did you mean `mutation`?" in ended.err
    assert "equivalent.yaml:2:5: the key `mutation` is missing" in ended.err
