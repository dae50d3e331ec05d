"""An exercise is read whole, or every fault in it is told: file, line, column, and what is allowed there.

``faulty/`` and ``valid/`` hold the examples. One is a file, or a folder with a ``hidden.yaml`` beside. A
faulty one begins with a line ``# fault: LINE:COLUMN: words of the message`` for each fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.checks.registry import KINDS
from grader.course.course import Course, find_course, read_exercise
from grader.errors import AuthorError, OperatorError
from grader.language.acts import ACTS, TRANSACT
from grader.language.checks import ScenarioCheck
from grader.language.exercise import Exercise
from tests.support.examples import laid_out
from tests.support.repository import ROOT

HERE = Path(__file__).parent
FAULTY = sorted((HERE / "faulty").iterdir())
VALID = sorted((HERE / "valid").iterdir())
BLOCKS = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/exercises.md").read_text(encoding="utf-8"), re.DOTALL)
WHOLE = [
    block for block in BLOCKS if re.search(r"^checks:", block, re.M) and re.search(r"^models:", block, re.M)
]
STEP_BY_STEP = (
    (ROOT / "docs/exercises.md").read_text("utf-8").partition("step by step\n")[2].partition("\n## ")[0]
)
SHOWN = [
    check
    for block in re.findall(r"```yaml\n(.*?)```", STEP_BY_STEP, re.DOTALL)
    for check in yaml.safe_load(block)["checks"]
]
_STATED = re.compile(rb"^# fault: (\d+):(\d+): (.*)$", re.MULTILINE)
_TOLD = re.compile(r"/(exercise|hidden)\.yaml:(\d+):(\d+): ")


def stated(example: Path) -> Iterator[tuple[str, int, int, str]]:
    """The faults that the example says it has."""
    public = example / "exercise.yaml" if example.is_dir() else example
    for name, path in (("exercise", public), ("hidden", example / "hidden.yaml")):
        if path.is_file():
            for line, column, words in _STATED.findall(path.read_bytes()):
                yield name, int(line), int(column), words.decode()


def told(error: AuthorError) -> list[tuple[str, int, int, str]]:
    """The faults that an error names, one a line."""
    faults = []
    for line in error.message.splitlines():
        if found := _TOLD.search(line):
            faults.append((found[1], int(found[2]), int(found[3]), line[found.end() :]))
    return faults


def exercise(text: str, folder: Path) -> Exercise:
    (folder / "exercise.yaml").write_text(text, encoding="utf-8")
    return read_exercise(folder, None)


@pytest.mark.parametrize("example", FAULTY, ids=lambda path: path.stem)
def test_every_fault_is_told_at_its_place(example: Path, tmp_path: Path) -> None:
    """Every fault of a faulty exercise is told in one go, at its line and column, and no other is."""
    with pytest.raises(AuthorError) as caught:
        read_exercise(*laid_out(example, tmp_path))
    expected, actual = sorted(stated(example)), sorted(told(caught.value))
    assert [fault[:3] for fault in expected] == [fault[:3] for fault in actual]
    for (_, _, _, words), (_, _, _, message) in zip(expected, actual, strict=True):
        assert words in message


@pytest.mark.parametrize("example", FAULTY, ids=lambda path: path.stem)
def test_faulty_is_a_line_each(example: Path, tmp_path: Path) -> None:
    """A message has one line for each fault, short enough to be read, after a line that counts them."""
    with pytest.raises(AuthorError) as caught:
        read_exercise(*laid_out(example, tmp_path))
    _, *lines = (
        caught.value.message.splitlines() if len(told(caught.value)) > 1 else ("", caught.value.message)
    )
    for line in lines:
        assert len(line) < 400 + len(str(tmp_path))
    assert len(list(stated(example))) == len(told(caught.value)) > 0


def test_a_file_that_goes_on_and_on(tmp_path: Path) -> None:
    """A file that is longer than any exercise is a fault, and not read to its end."""
    text = "title: Notes\n" + "# and so on\n" * 10_000_000
    with pytest.raises(AuthorError, match=r"exercise\.yaml:21846:4: the file goes on after 262144 bytes"):
        exercise(text, tmp_path)


@pytest.mark.parametrize("example", VALID, ids=lambda path: path.stem)
def test_a_right_exercise_is_read_without_a_fault(example: Path, tmp_path: Path) -> None:
    """An exercise that uses what the language has is read without a fault."""
    found = read_exercise(*laid_out(example, tmp_path))
    assert found.checks


def test_one_example_uses_all_kinds(tmp_path: Path) -> None:
    """The example of everything has a check of every kind, and every act."""
    found = read_exercise(*laid_out(HERE / "valid/everything", tmp_path))
    assert {kind.spec for kind in KINDS} == {type(check) for check in found.checks}
    acts = {type(act) for check in found.checks if isinstance(check, ScenarioCheck) for act in check.do}
    assert {*ACTS.values(), *TRANSACT.values()} == acts


@pytest.mark.parametrize("block", WHOLE, ids=range(len(WHOLE)))
def test_every_exercise_of_the_documentation_is_read(block: str, tmp_path: Path) -> None:
    """Every whole exercise that the documentation shows is read without a fault."""
    assert exercise(block, tmp_path).checks


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: block["id"])
def test_documentation_shows_what_is_there(block: dict[str, Any]) -> None:
    """A check that the documentation tells the making of stands so in its exercise."""
    folders = (ROOT / "exercises/eager-loading/exercise.yaml", ROOT / "solutions/eager-loading/hidden.yaml")
    checks = [check for path in folders for check in yaml.safe_load(path.read_text("utf-8"))["checks"]]
    assert block in checks


def test_documentation_has_an_exercise() -> None:
    """The documentation shows at least one whole exercise."""
    assert WHOLE


@pytest.mark.parametrize("slug", Course(ROOT).slugs)
def test_own_exercises(slug: str) -> None:
    """The exercises that come with the grader are read without a fault."""
    assert slug == Course(ROOT).exercise(slug).slug


def test_hidden_checks_come_after_the_visible_ones(tmp_path: Path) -> None:
    """Both files make one exercise, which knows which of its checks are hidden."""
    found = read_exercise(*laid_out(HERE / "valid/everything", tmp_path))
    hidden = [check.id for check in found.checks if found.visibility(check) == "hidden"]
    expected = ["as-the-reference", "results-as-the-reference", "rows-as-the-reference", "in-python"]
    assert expected == hidden
    assert hidden == [check.id for check in found.checks][-4:]
    assert {"shelf", "many"} == found.data.keys()


@pytest.mark.parametrize("place", ["exercises", "solutions"])
def test_checks_that_are_not_python(place: str, tmp_path: Path) -> None:
    """A checks.py that Python cannot read is the author's to mend, by line, whoever may see it."""
    folder, solutions = laid_out(HERE / "valid/everything", tmp_path)
    (tmp_path / place / "example/checks.py").write_text("def check_in_python(run:\n")
    with pytest.raises(AuthorError, match=rf"{place}/example/checks\.py: this is not Python: .*line 1"):
        read_exercise(folder, solutions)


def test_each_check_in_python_has_its_own_file(tmp_path: Path) -> None:
    """A visible check's function stands beside exercise.yaml, a hidden one's beside hidden.yaml."""
    folder, solutions = laid_out(HERE / "valid/everything", tmp_path)
    found = read_exercise(folder, solutions)
    assert solutions
    assert folder / "checks.py" == found.python_file(found.check("in-visible-python"))
    assert solutions / "checks.py" == found.python_file(found.check("in-python"))


def test_support_that_is_not_python(tmp_path: Path) -> None:
    """A support.py that Python cannot read is the exercise's fault, told with its file and line."""
    folder, solutions = laid_out(HERE / "valid/smallest.yaml", tmp_path)
    (folder / "support.py").write_text("def now(:\n")
    with pytest.raises(AuthorError, match=r"support\.py: this is not Python: .*line 1"):
        read_exercise(folder, solutions)


def test_without_solutions(tmp_path: Path) -> None:
    """Without a folder of solutions there are only the visible checks."""
    folder, _ = laid_out(HERE / "valid/everything", tmp_path)
    found = read_exercise(folder, None)
    assert frozenset() == found.hidden
    assert {"shelf"} == found.data.keys()


@pytest.mark.parametrize(
    ("check", "link"),
    [
        ("author-columns", "https://example.org/lesson#columns"),
        ("some-columns", "https://example.org/lesson#some"),
        ("defaults", "https://example.org/other"),
        ("one-default", "https://example.org/lesson#top"),
    ],
)
def test_a_checks_lesson_continues_the_exercises(check: str, link: str, tmp_path: Path) -> None:
    """A check's lesson continues the exercise's, replaces it, or is the exercise's."""
    found = read_exercise(*laid_out(HERE / "valid/everything", tmp_path))
    assert link == found.link(found.check(check))


def test_course_is_looked_for_upwards(tmp_path: Path) -> None:
    """A course is found from any folder inside it."""
    laid_out(HERE / "valid/smallest.yaml", tmp_path)
    inside = tmp_path / "submissions" / "example"
    inside.mkdir(parents=True)
    course = find_course(inside)
    assert tmp_path == course.root
    assert ["example"] == list(course.slugs)


def test_no_course(tmp_path: Path) -> None:
    """Outside a course the operator is told what a course is."""
    with pytest.raises(OperatorError, match=r"there is no exercises/ folder"):
        find_course(tmp_path)


def test_unknown_exercise(tmp_path: Path) -> None:
    """A misspelt slug is told with the nearest right one."""
    laid_out(HERE / "valid/smallest.yaml", tmp_path)
    with pytest.raises(OperatorError, match="unknown exercise `exmple`; did you mean `example`"):
        Course(tmp_path).exercise("exmple")


def test_unreadable_file(tmp_path: Path) -> None:
    """A file that cannot be read is the author's to mend, by name."""
    with pytest.raises(AuthorError, match=r"exercise\.yaml: cannot be read: No such file"):
        read_exercise(tmp_path, None)


# ---- whatever the text, it is an exercise or a told fault -----------------------------------------

TEXTS = [path.read_text(encoding="utf-8") for path in HERE.glob("valid/**/exercise.yaml")] + [
    path.read_text(encoding="utf-8") for path in HERE.glob("valid/*.yaml")
]
BITS = [
    *"{}[]:,-&*!|>'\"%@`#?$~.0 \n\t",
    "...",
    "---",
    "<<",
    "null",
    "yes",
    "1e999",
    ".nan",
    "2024-13-01",
    "!!set",
    "size",
    "0..4",
    "$ada",
    "$ada.id",
    "Author",
    "Book",
    "\u2028",
    "\x00",
    "\ud7ff",
    "é",
]


def read_or_fault(text: str, folder: Path) -> Exercise | AuthorError:
    try:
        return exercise(text, folder)
    except AuthorError as error:
        return error


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A valid text with pieces cut out, moved or put in."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 12))
        text = text[:start] + draw(st.sampled_from(["", *BITS])) + text[end:]
    return text


@st.composite
def rearranged(draw: st.DrawFn) -> str:
    """A valid document in which one part stands in the place of another, or is gone."""
    document = yaml.safe_load(draw(st.sampled_from(TEXTS)))
    for _ in range(draw(st.integers(1, 3))):
        holders = list(_holders(document))
        holder, key = draw(st.sampled_from(holders))
        other, name = draw(st.sampled_from(holders))
        if draw(st.booleans()):
            holder[key] = draw(
                st.sampled_from([None, 0, -1, True, "", "$ada", "size", [], {}, [{}], {"x": 1}, 1.5])
            )
        elif draw(st.booleans()):
            holder[key] = yaml.safe_load(yaml.safe_dump(other[name]))
        else:
            del holder[key]
        if not isinstance(document, dict):
            break
    return yaml.safe_dump(document, sort_keys=False)


def _holders(value: object) -> Iterator[tuple[object, object]]:
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in places:
        yield value, key
        yield from _holders(item)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=mutated())
def test_mutated_text(text: str, folder: Path) -> None:
    """Whatever happens to a text, it is an exercise or its faults are told."""
    assert isinstance(read_or_fault(text, folder), Exercise | AuthorError)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=rearranged())
def test_rearranged_document(text: str, folder: Path) -> None:
    """Whatever part of a document stands in a wrong place, it is an exercise or its faults are told."""
    assert isinstance(read_or_fault(text, folder), Exercise | AuthorError)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60) | st.lists(st.sampled_from(BITS), max_size=30).map("".join))
def test_random_text(text: str, folder: Path) -> None:
    """A text that nobody meant as an exercise is told to be none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert isinstance(read_or_fault(text, folder), AuthorError)
