"""``grader validate`` of rejected.yaml, quickly, with what was proven before, and written out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support import small_course
from tests.support.shell import Ended, run
from tests.support.small_course import COUNT_WRONG, FIND_NOTHING, GOOD, MODELS, REJECTED, put

PASSED, SOME_FAILED, WRONG_USAGE = 0, 1, 2

ENTRIES = """\
- fails: counts-notes
  mistake: another_five
  says: Says 5.
  in: good.py
  replace: session.scalar(select(func.count()).select_from(Note))
  with: "5"

- fails: finds-notes
  mistake: right_after_all
  says: Finds the notes.
  in: good.py
  replace: list(
  with: "[] + list("

- fails: note-columns
  mistake: more_than_it_says
  says: The text may be missing, and nothing is found.
  in: good.py
  changes:
    - replace: "text: Mapped[str]"
      with: "text: Mapped[str | None]"
    - replace: "word: str"
      with: "word: Strange"
"""
MORE_THAN_IT_SAYS = {**REJECTED, "finds-notes/more_than_it_says.py": MODELS + FIND_NOTHING + COUNT_WRONG}
NOT_CAUGHT = {**REJECTED, "finds-notes/right_after_all.py": GOOD}


def validate(course: Path, place: Path, *options: object) -> Ended:
    place.mkdir(exist_ok=True)
    return run("validate", "--seeds", 1, *options, cwd=course, temporary=place)


def test_entries_are_proven_as_files_are(tmp_path: Path) -> None:
    """An entry of rejected.yaml that is not caught, or fails more than it says, is told with its line."""
    course = small_course.write(tmp_path / "course")
    put(course / "solutions/notes/rejected.yaml", ENTRIES)

    ended = validate(course, tmp_path)

    said = re.sub(r"\s+", " ", ended.out)
    assert SOME_FAILED == ended.code, ended.err
    assert "7 rejected solutions" in said
    assert "rejected.yaml:8 (right_after_all): not caught: it does not fail finds-notes" in said
    assert "rejected.yaml:15 (more_than_it_says): " in said
    assert "another_five" not in said
    assert not ended.left_behind


def test_a_faulty_list_ends_before_anything_is_graded(tmp_path: Path) -> None:
    """A fault of rejected.yaml is the author's, told with its place, and nothing is proven."""
    course = small_course.write(tmp_path / "course")
    put(course / "solutions/notes/rejected.yaml", ENTRIES.replace("in: good.py", "in: god.py", 1))

    ended = validate(course, tmp_path)

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert re.search(r"notes/rejected\.yaml:4:3: unknown module `god\.py`", ended.err)


# ---- quick -------------------------------------------------------------------------------------


def test_quick_looks_at_the_checks_that_a_solution_must_fail(tmp_path: Path) -> None:
    """Quickly, a solution that fails a check that has nothing to do with its own is not noticed; else it is."""
    course = small_course.write(tmp_path / "course", rejected=MORE_THAN_IT_SAYS)

    quick, whole = (validate(course, tmp_path / str(len(o)), *o) for o in (["--quick"], []))

    assert PASSED == quick.code, quick.out
    assert "1 seed, quick: proven" in quick.out
    assert "more_than_it_says.py: fails counts-notes" in whole.out


def test_quick_notices_what_is_not_caught(tmp_path: Path) -> None:
    """Quickly, too, a rejected solution that passes its check is a problem, and so is a starter that earns points."""
    course = small_course.write(tmp_path / "course", rejected=NOT_CAUGHT, starter=GOOD)

    ended = validate(course, tmp_path, "--quick")

    assert SOME_FAILED == ended.code
    assert "right_after_all.py: not caught: it does not fail finds-notes" in ended.out
    assert "the starter earns 6 of 6 points" in ended.out


# ---- proofs ------------------------------------------------------------------------------------


def test_what_is_proven_is_not_proven_again_until_it_changes(tmp_path: Path) -> None:
    """A proof is remembered for these files and options; another file, or another option, needs another."""
    course = small_course.write(tmp_path / "course")
    proofs = ("--proofs", tmp_path / "proofs.json")

    first, second = (validate(course, tmp_path, *proofs) for _ in range(2))
    quick = validate(course, tmp_path, "--quick", *proofs)
    put(course / "solutions/notes/rejected/finds-notes/finds_nothing.py", GOOD)
    changed = validate(course, tmp_path, *proofs)

    assert "1 seed: proven\n" in first.out
    assert (PASSED, "notes: proven already\n") == (second.code, second.out)
    assert "1 seed, quick: proven\n" in quick.out
    assert (SOME_FAILED, True) == (changed.code, "not caught" in changed.out)


def test_what_is_not_proven_is_not_remembered(tmp_path: Path) -> None:
    """An exercise with a problem has it the next time as well."""
    course = small_course.write(tmp_path / "course", rejected=NOT_CAUGHT)

    first, second = (validate(course, tmp_path, "--proofs", tmp_path / "proofs.json") for _ in range(2))

    assert (SOME_FAILED, first.out) == (first.code, second.out)
    assert not (tmp_path / "proofs.json").exists()


@pytest.mark.parametrize("text", ["", "[]", '{"notes": "all"}', '{"notes": [1]}'])
def test_a_file_of_another_kind_is_not_written_over(text: str, tmp_path: Path) -> None:
    """What --proofs has not written is refused before anything is graded, and stays as it is."""
    course = small_course.write(tmp_path / "course")
    path = put(tmp_path / "proofs.json", text)

    ended = validate(course, tmp_path, "--proofs", path)

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert "is not a file that --proofs has written" in ended.err
    assert text == path.read_text("utf-8")


def test_a_file_that_cannot_be_written_ends_before_anything_is_graded(tmp_path: Path) -> None:
    """Nobody waits for a proof that cannot be remembered."""
    course = small_course.write(tmp_path / "course")

    ended = validate(course, tmp_path, "--proofs", tmp_path / "nowhere/proofs.json")

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert re.search(r"there is no folder .*/nowhere", ended.err)


# ---- write -------------------------------------------------------------------------------------


def test_rejected_solutions_are_written_out(tmp_path: Path) -> None:
    """Each is written by check and mistake, whether it has a file or an entry, and nothing is written over."""
    course = small_course.write(tmp_path / "course")
    put(course / "solutions/notes/rejected.yaml", ENTRIES)
    folder = tmp_path / "out"

    ended = run("validate", "notes", "--write", folder, cwd=course, temporary=tmp_path)
    written = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.py")}
    again = run("validate", "notes", "--write", folder, cwd=course, temporary=tmp_path)

    assert PASSED == ended.code, ended.err
    assert "7 rejected solutions written, nothing proven" in ended.out
    assert {f"notes/{name}" for name in REJECTED} < set(written)
    assert written["notes/counts-notes/always_five.py"] == REJECTED["counts-notes/always_five.py"]
    assert "return 5" in written["notes/counts-notes/another_five.py"]
    assert 7 == len(written)
    assert WRONG_USAGE == again.code
    assert "is there already" in again.err


@pytest.mark.parametrize(
    "options",
    [("--mutants", "--quick"), ("--mutants", "--write", "out"), ("--write", "out", "--proofs", "p")],
)
def test_options_that_mean_different_things_are_refused(options: tuple[str, ...], tmp_path: Path) -> None:
    """What proves mutants, or writes, and what proves quickly or remembers do not go together."""
    course = small_course.write(tmp_path / "course")

    ended = run("validate", *options, cwd=course, temporary=tmp_path)

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert "do not go together" in ended.err
    assert not (course / "out").exists()


def test_the_file_is_for_people_too(tmp_path: Path) -> None:
    """The file says which exercises were proven."""
    course = small_course.write(tmp_path / "course")
    validate(course, tmp_path, "--quick", "--proofs", tmp_path / "proofs.json")

    ((slug, digests),) = json.loads((tmp_path / "proofs.json").read_text("utf-8")).items()
    assert "notes" == slug
    assert re.fullmatch(r"[0-9a-f]{64}", *digests)
