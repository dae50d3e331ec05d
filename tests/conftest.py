"""What a test needs, by its folder; and what acceptance and boundary tests share: the repository's course, and one
server and sandbox a process."""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from grader.course.course import Course, find_course
from grader.course.submissions import Submission
from grader.faults import FaultLog
from grader.grading.control import Control
from grader.grading.grading import Grading
from grader.language.exercise import Exercise
from grader.model import Batch
from grader.postgres.providers.container import DEFAULT_IMAGE
from grader.postgres.server import Server
from grader.reports.audience import Audience
from grader.reports.document import document
from grader.running.tools import Tools, isolation_info, open_tools, postgres_info, versions
from grader.sandbox import Sandbox

collect_ignore = ["corpus", "styles"]
"""Strangers' code, tests among it: it is graded, and never run here."""

# Where nothing is said, the embedded server is taken: it is everywhere, and the same for everybody.
POSTGRES = os.environ.setdefault("GRADER_POSTGRES", "embedded")
IMAGE = os.environ.get("GRADER_POSTGRES_IMAGE", DEFAULT_IMAGE)

SEED = 3
CONTROL = Control(0.05)

HERE = Path(__file__).parent
NEEDS: dict[str, tuple[str, ...]] = {
    "acceptance": ("server", "sandbox"),
    "boundary": ("server", "sandbox"),
    "unit": (),
    "unit/hints/test_rules.py": ("server", "sandbox"),
    "unit/postgres": ("server",),
    "unit/postgres/evidence/test_classify.py": (),
    "unit/postgres/evidence/test_error_log.py": (),
    "unit/postgres/providers/test_choose.py": (),
    "unit/postgres/test_connections.py": (),
    "unit/postgres/test_relay.py": (),
    "unit/sandbox": ("server", "sandbox"),
    "unit/worker": ("server", "sandbox"),
    "unit/worker/observing/test_describing.py": (),
    "unit/worker/submission/test_layout.py": (),
    "unit/worker/submission/test_routes.py": (),
    "unit/worker/test_bounds.py": (),
    "unit/worker/test_places.py": (),
    "unit/worker/test_protocol.py": (),
}
"""Folder or file → the markers of its tests. The longest that a test is in counts."""
REFUSED = {"server": Server, "sandbox": Sandbox}

Graded = dict[str, Any]
"""A grade as it stands in an instructor's JSON document."""


def pytest_configure() -> None:
    """A shell starts what runs in its background with SIGINT ignored (POSIX, Shell Command Language, 2.11), and so would
    be every grader that a test interrupts: ignored signals are inherited."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker in _needs(item.path):
            item.add_marker(marker)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """No test has what its folder does not name: one that wants it fails, and so is put where it belongs."""
    with pytest.MonkeyPatch.context() as patch:
        for marker, refused in REFUSED.items():
            if item.get_closest_marker(marker) is None:
                patch.setattr(refused, "__init__", _refusal(marker))
        return (yield)


@functools.cache
def _needs(file: Path) -> tuple[str, ...]:
    within = file.relative_to(HERE)
    return NEEDS[max((name for name in NEEDS if within.is_relative_to(name)), key=len)]


def _refusal(marker: str) -> Callable[..., None]:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail(f"a test that needs a {marker} belongs where NEEDS in tests/conftest.py says so")

    return refuse


@pytest.fixture(scope="session", autouse=True)
def faults_stay_with_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files about faults, which some tests bring about, go where pytest cleans up."""
    folder, honest = tmp_path_factory.getbasetemp() / "faults", FaultLog.__init__

    def with_folder(log: FaultLog, versions: Mapping[str, str], named: Path | None = None) -> None:
        honest(log, versions, named or folder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FaultLog, "__init__", with_folder)
        yield


@pytest.fixture(scope="session")
def course() -> Course:
    return find_course(Path(__file__).parent)


@pytest.fixture(scope="session")
def blog(course: Course) -> Exercise:
    return course.exercise("blog")


@pytest.fixture(scope="session")
def tools() -> Iterator[Tools]:
    with open_tools(POSTGRES, IMAGE) as tools:
        yield tools


@pytest.fixture(scope="session")
def grade(tools: Tools, course: Course) -> Iterator[Callable[..., Graded]]:
    """Grade a path for an exercise of the repository, as ``grader grade`` does; one check in twenty once more, and that
    must come out the same."""
    gradings: dict[str, Grading] = {}
    with ExitStack() as stack:

        def graded(path: Path, slug: str = "blog", seed: int = SEED, only: Sequence[str] = ()) -> Graded:
            if slug not in gradings:
                gradings[slug] = stack.enter_context(Grading(course.exercise(slug), tools, control=CONTROL))
            grades = tuple(gradings[slug].grade(Submission(path, slug), [seed], only))
            assert not grades[0].differences
            batch = Batch(postgres_info(tools), isolation_info(tools), versions(), seed, grades)
            found: Graded = document(batch, Audience.INSTRUCTOR).model_dump(mode="json", by_alias=True)[
                "grades"
            ][0]
            return found

        yield graded
