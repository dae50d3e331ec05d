"""Rejected solutions: files of their own, and references with a mistake in them, of which every fault is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest
import yaml

from grader.course.course import Course
from grader.course.rejected.entries import Entries
from grader.course.rejected.listing import rejected_solutions
from grader.course.solutions import RejectedSolution
from grader.errors import AuthorError
from tests.support import small_course
from tests.support.repository import ROOT
from tests.support.small_course import GOOD, put

ENTRY = """\
# Notes.
- fails: counts-notes
  mistake: always_five
  says: Says "five"
  in: good.py
  replace: |2
        return session.scalar(select(func.count()).select_from(Note))
  with: |2
        return 5
  also-fails: [counts-few]
"""
SEVERAL = """\
- fails: note-columns
  mistake: other_names
  says: |
    The text is called otherwise.

    Everywhere.
  in: good.py
  changes:
    - replace: "text: Mapped[str]"
      with: "words: Mapped[str]"
    - replace: Note.text.contains(word)
      with: Note.words.contains(word)
"""
IN_A_FOLDER = """\
- fails: finds-notes
  mistake: finds_nothing
  says: Finds nothing.
  in: package/queries.py
  replace: .where(Note.text.contains(word))
  with: ""
"""
MODULES = {
    "package/__init__.py": '"""Notes."""\nfrom .queries import find_notes\n',
    "package/queries.py": GOOD,
}


def found(
    root: Path,
    text: str,
    *,
    references: Mapping[str, str] | None = None,
    rejected: Mapping[str, str] | None = None,
) -> list[RejectedSolution]:
    course = small_course.write(root, references=references, rejected=rejected or {})
    put(course / "solutions/notes/rejected.yaml", text)
    return rejected_solutions(Course(course).exercise("notes"))


def text_of(solution: RejectedSolution) -> str:
    ((_, content),) = solution.files()
    return content.decode()


def test_an_entry_is_its_reference_with_the_mistake(tmp_path: Path) -> None:
    """An entry gives the reference as it stands, but for the text that is replaced, and says what the mistake is."""
    (solution,) = found(tmp_path, ENTRY)

    assert ("counts-notes", "always_five", 'Says "five"', {"counts-few"}) == (
        solution.fails,
        solution.mistake,
        solution.says,
        solution.also_fails,
    )
    assert "rejected.yaml:2" == solution.place
    assert text_of(solution) == GOOD.replace(
        '"""Notes."""', '"""Says "five\\""""\n# also-fails: counts-few'
    ).replace("session.scalar(select(func.count()).select_from(Note))", "5")


def test_a_mistake_may_be_in_several_places(tmp_path: Path) -> None:
    """All changes of an entry are made in one copy of the reference."""
    (solution,) = found(tmp_path, SEVERAL)

    assert text_of(solution) == GOOD.replace(
        '"""Notes."""', '"""The text is called otherwise.\n\nEverywhere."""'
    ).replace("text: Mapped", "words: Mapped").replace("Note.text", "Note.words")


def test_a_reference_without_a_docstring_gets_one(tmp_path: Path) -> None:
    """What a solution says stands above a module that says nothing, too."""
    bare = GOOD.removeprefix('"""Notes."""\n\n')

    (solution,) = found(tmp_path, ENTRY, references={"good.py": bare})

    assert text_of(solution).endswith(
        bare.replace("session.scalar(select(func.count()).select_from(Note))", "5")
    )
    assert text_of(solution).startswith('"""Says')


def test_a_reference_may_be_a_folder(tmp_path: Path) -> None:
    """Of a folder all files are there, one of them changed, and ``__init__.py`` says what the mistake is."""
    (solution,) = found(tmp_path, IN_A_FOLDER, references=MODULES)

    files = dict(solution.files())
    assert {PurePosixPath("finds_nothing/__init__.py"), PurePosixPath("finds_nothing/queries.py")} == set(
        files
    )
    assert b'"""Finds nothing."""\nfrom .queries' in files[PurePosixPath("finds_nothing/__init__.py")]
    assert b"return list(session.scalars(select(Note)))" in files[PurePosixPath("finds_nothing/queries.py")]


def test_it_lies_on_disk_while_it_is_graded(tmp_path: Path) -> None:
    """An entry is written to a folder that goes again; a file of its own is graded where it lies."""
    file, entry = found(tmp_path, ENTRY, rejected={"finds-notes/in_a_file.py": GOOD})

    with entry.on_disk() as path:
        assert "always_five.py" == path.name
        assert text_of(entry) == path.read_text("utf-8")
    assert not path.parent.exists()
    with file.on_disk() as path:
        assert path.is_relative_to(tmp_path)


def test_files_and_entries_are_listed_alike(tmp_path: Path) -> None:
    """Files of their own and entries are of one kind, and each tells where it stands."""
    header = '"""Five."""\n# also-fails: counts-few, finds-notes\n'
    files = {"counts-notes/in_a_file.py": header + GOOD, "finds-notes/a_folder/__init__.py": header}

    solutions = found(tmp_path, ENTRY, rejected=files)

    assert [
        ("rejected/counts-notes/in_a_file.py", "in_a_file", "Five.", {"counts-few", "finds-notes"}),
        ("rejected/finds-notes/a_folder", "a_folder", "Five.", {"counts-few", "finds-notes"}),
        ("rejected.yaml:2", "always_five", 'Says "five"', {"counts-few"}),
    ] == [(s.place, s.mistake, s.says, s.also_fails) for s in solutions]


def test_without_a_file_there_are_no_entries(tmp_path: Path) -> None:
    """An exercise needs no rejected.yaml."""
    course = Course(small_course.write(tmp_path, rejected={}))

    assert [] == rejected_solutions(course.exercise("notes"))


TWICE = ENTRY + ENTRY.split("\n", 1)[1]
FAULTY = {
    "unknown key": (ENTRY.replace("says:", "sais:"), r":4:3: unknown key `sais`; did you mean `says`\?"),
    "unknown key of a change": (SEVERAL.replace("with:", "wiht:", 1), r":10:7: .*did you mean `with`\?"),
    "missing key": (ENTRY.replace("  in: good.py\n", ""), r":2:3: `in` says which module"),
    "no change": (ENTRY.split("  replace", maxsplit=1)[0], r":2:3: `replace` and `with` say what is changed"),
    "both ways": (
        SEVERAL + '  replace: a\n  with: ""\n',
        r":1:3: either `replace` and `with`, or `changes`; not both",
    ),
    "no such check": (
        ENTRY.replace("counts-notes", "counts-note"),
        r":2:3: unknown check `counts-note`; did you mean `counts-notes`\?",
    ),
    "no such check beside": (ENTRY.replace("counts-few]", "few]"), r":10:3: unknown check `few`"),
    "no such reference": (
        ENTRY.replace("good.py", "god.py"),
        r":5:3: unknown module `god\.py` of reference/; did you mean `good\.py`\?",
    ),
    "a name that no file can have": (ENTRY.replace("always_five", "always/five"), r":3:3: .*snake_case"),
    "two of a name": (TWICE, r":12:3: `counts-notes` has a mistake `always_five` already"),
    "text that is not there": (
        ENTRY.replace("func.count()", "func.counts()"),
        r":6:3: this text does not stand in reference/good\.py$",
    ),
    "text without its indentation": (
        SEVERAL.replace('"text: Mapped[str]"', "|\n        id: Mapped[int] = mapped_column(primary_key=True)\n        text: Mapped[str]"),
        r":9:7: this text does not stand in .*, where it is indented further: begin the text with `\|2`",
    ),
    "text that is there twice": (
        SEVERAL.replace('"text: Mapped[str]"', "session"),
        r":9:7: this text stands 4 times in reference/good\.py: take in a line before or after it",
    ),
    "texts that share a part": (
        SEVERAL.replace("Note.text.contains(word)\n", "'text: Mapped'\n", 1),
        r":11:7: this text and that of an earlier change share a part",
    ),
    "text of the docstring": (
        SEVERAL.replace('"text: Mapped[str]"', "'\"\"\"Notes.\"\"\"'"),
        r":9:7: this text does not stand in",
    ),
    "no list": ("fails: counts-notes\n", r":1:1: a list is expected here"),
    "no YAML": ("- fails: [\n", r":2:1: this is no YAML"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_is_told_with_its_place(name: str, tmp_path: Path) -> None:
    """Each fault of rejected.yaml is told with file, line, column, and what was perhaps meant."""
    text, said = FAULTY[name]

    with pytest.raises(AuthorError, match=rf"(?m)rejected\.yaml{said}"):
        found(tmp_path, text)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """An author who made two mistakes reads of both."""
    with pytest.raises(AuthorError) as raised:
        found(tmp_path, TWICE.replace("func.count()", "func.counts()"))

    assert 3 == len(raised.value.message.splitlines())


def test_a_file_of_the_same_name_is_a_fault(tmp_path: Path) -> None:
    """A mistake stands in rejected.yaml or in a file of its own; which of two is meant nobody could tell."""
    with pytest.raises(AuthorError, match=r"rejected\.yaml:3:3: rejected/counts-notes/always_five is a file"):
        found(tmp_path, ENTRY, rejected=small_course.REJECTED)


def test_changes_are_made_in_one_reference(tmp_path: Path) -> None:
    """A solution is one reference with changes, not a mixture of two."""
    text = SEVERAL.replace("    - replace: Note.text", "    - in: other.py\n      replace: Note.text")

    with pytest.raises(AuthorError, match=r":11:7: other\.py and good\.py are not of one reference"):
        found(tmp_path, text, references={"good.py": GOOD, "other.py": GOOD})


def test_the_documents_show_a_right_one() -> None:
    """The rejected.yaml of docs/exercises.md has the keys that one has, and replaces what its sentences say."""
    text = (ROOT / "docs/exercises.md").read_text("utf-8")
    (block,) = re.findall(r"```yaml\n(# solutions/<slug>/rejected.yaml.*?)```", text, re.DOTALL)

    entries = Entries.model_validate({"rejected": yaml.safe_load(block)}).rejected

    assert ["autocommit", "drops_the_first"] == [entry.mistake for entry in entries]
    assert entries[1].changes[0].replace.startswith("    notes = ")
