"""A result is known by all that it depends on: what changes any of it is another digest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.course.course import Course
from grader.postgres.server import ServerInfo
from grader.running import conditions
from grader.running.conditions import digest
from grader.sandbox import Isolation
from tests.support import small_course
from tests.support.small_course import put


def tools(provider: str = "embedded", version: str = "18.6", counts: bool = True, level: str = "full") -> Any:
    info = ServerInfo(provider, version, counts)
    return SimpleNamespace(
        servers=SimpleNamespace(info=info), sandbox=SimpleNamespace(isolation=Isolation(level, (), ()))
    )


def known(course: Path, *, given: Any = None, seeds: int = 1, quick: bool = False) -> str:
    return digest(Course(course).exercise("notes"), given or tools(), seeds=seeds, quick=quick)


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
def test_another_way_is_another_digest(arguments: dict[str, Any], course: Path) -> None:
    """What a caller adds, the server and the isolation are part of it."""
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
def test_a_change_of_its_files_is_another_digest(change: Callable[[Path], object], course: Path) -> None:
    """Every file of the exercise and of its solutions is part of it, with its name."""
    before = known(course)
    change(course)
    assert before != known(course)


def test_another_release_is_another_digest(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Releases of Python, SQLAlchemy and the drivers are part of it."""
    before = known(course)
    monkeypatch.setattr(conditions, "versions", lambda: {"sqlalchemy": "2.0.0"})
    assert before != known(course)


def test_another_grader_is_another_digest(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The grader's own code is part of it."""
    package = put(tmp_path / "grader/__init__.py", "")
    monkeypatch.setattr(conditions, "grader", SimpleNamespace(__file__=str(package)))
    before = known(course)
    put(package.parent / "judge.py", "pass")
    assert before != known(course)


def test_another_package_is_another_digest(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is installed is part of it: a submission may import any package."""
    before = known(course)
    put(tmp_path / "site/fastapi-0.115.0.dist-info/METADATA", "")
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert before != known(course)
