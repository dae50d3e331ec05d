"""A proof is known by all that it depends on: what changes any of it is another proof."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.commands import validate_proofs
from grader.commands.validate_proofs import Proofs, digest
from grader.course.course import Course
from grader.postgres.server import ServerInfo
from grader.sandbox import Isolation
from tests.support import small_course
from tests.support.small_course import put


def tools(provider: str = "embedded", version: str = "18.6", counts: bool = True, level: str = "full") -> Any:
    info = ServerInfo(provider, version, counts)
    return SimpleNamespace(
        servers=SimpleNamespace(info=info), sandbox=SimpleNamespace(isolation=Isolation(level, (), ()))
    )


def known(course: Path, *, given: Any = None, seeds: int = 1, quick: bool = False) -> str:
    return digest(Course(course).exercise("notes"), given or tools(), seeds, quick)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return small_course.write(tmp_path / "course")


def test_the_same_is_the_same(course: Path, tmp_path: Path) -> None:
    """The same exercise has the same digest, wherever the course lies, and whatever Python leaves there."""
    other = small_course.write(tmp_path / "elsewhere")
    put(other / "solutions/notes/__pycache__/checks.pyc", "compiled")

    assert known(course) == known(other)


@pytest.mark.parametrize(
    "arguments",
    [
        {"seeds": 2},
        {"quick": True},
        {"given": tools(provider="container")},
        {"given": tools(version="15.4")},
        {"given": tools(counts=False)},
        {"given": tools(level="reduced")},
    ],
    ids=str,
)
def test_another_way_to_prove_is_another_proof(arguments: dict[str, Any], course: Path) -> None:
    """Seeds, the extent, the server and the isolation are part of a proof."""
    assert known(course) != known(course, **arguments)


@pytest.mark.parametrize(
    "change",
    [
        lambda course: put(course / "solutions/notes/rejected/counts-few/more.py", ""),
        lambda course: put(course / "solutions/notes/rejected.yaml", ""),
        lambda course: put(course / "exercises/notes/starter.py", ""),
        lambda course: (course / "solutions/notes/reference/good.py").rename(
            course / "solutions/notes/reference/better.py"
        ),
    ],
    ids=["a file more", "a list", "another starter", "another name"],
)
def test_a_change_of_its_files_is_another_proof(change: Callable[[Path], object], course: Path) -> None:
    """Every file of the exercise and of its solutions is part of a proof, with its name."""
    before = known(course)
    change(course)
    assert before != known(course)


def test_another_release_is_another_proof(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Releases of Python, SQLAlchemy and the drivers are part of a proof."""
    before = known(course)
    monkeypatch.setattr(validate_proofs, "versions", lambda: {"sqlalchemy": "2.0.0"})
    assert before != known(course)


def test_another_grader_is_another_proof(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The grader's own code is part of a proof."""
    package = put(tmp_path / "grader/__init__.py", "")
    monkeypatch.setattr(validate_proofs, "grader", SimpleNamespace(__file__=str(package)))
    before = known(course)
    put(package.parent / "judge.py", "pass")
    assert before != known(course)


def test_a_file_remembers_the_newest(tmp_path: Path) -> None:
    """A file keeps what others wrote, and of one exercise the newest proofs."""
    proofs, others = Proofs(tmp_path / "proofs.json"), Proofs(tmp_path / "proofs.json")
    others.remember("blog", "theirs")
    for number in range(60):
        proofs.remember("notes", str(number))

    assert others.holds("blog", "theirs")
    assert others.holds("notes", "59")
    assert not others.holds("notes", "9")
    assert ["proofs.json"] == [path.name for path in tmp_path.iterdir()]
