"""The log: nothing unless it is asked for, and then lines of which none can be forged."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import log

LOG = logging.getLogger("grader.somewhere")


@pytest.fixture
def _turned_on() -> Iterator[None]:
    log.turn_on(log.Level.INFO)
    yield
    logging.getLogger("grader").removeHandler(log._HANDLER)
    logging.getLogger("grader").setLevel(logging.NOTSET)


def test_off_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written until somebody asks for it, warnings among it."""
    LOG.warning("something")
    assert not log.is_on()
    assert "" == capsys.readouterr().err


@pytest.mark.usefixtures("_turned_on")
def test_level(capsys: pytest.CaptureFixture[str]) -> None:
    """What is below the level is not told; a line says its level, its module and what happened."""
    LOG.debug("a detail")
    LOG.info("a decision: %d", 5)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(" INFO - grader.somewhere: a decision: 5")


@pytest.mark.usefixtures("_turned_on")
def test_each_thread_has_its_submission(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines of submissions that are graded at once name each its own."""
    both = threading.Barrier(2)

    def grade(name: str) -> None:
        with log.about(Path(name)):
            both.wait(10)
            LOG.info("graded %s", name)

    threads = [threading.Thread(target=grade, args=(name,)) for name in ("ada.py", "bob.py")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    LOG.info("the end")
    *lines, end = capsys.readouterr().err.splitlines()
    assert all(
        f" {name} grader.somewhere: graded {name}" in "\n".join(lines) for name in ("ada.py", "bob.py")
    )
    assert " - grader.somewhere: the end" in end


@pytest.mark.usefixtures("_turned_on")
def test_no_line_is_forged(capsys: pytest.CaptureFixture[str]) -> None:
    """What a submission says stays on the line that tells of it, and is obeyed by nobody."""
    with log.about(Path("a\n::error::b.py")):
        LOG.info("it says %s", "\x1b[2J\n##[group]all is well\r\n::stop-commands::x")
    written = capsys.readouterr().err
    assert 1 == written.count("\n")
    assert "\x1b" not in written
    assert "##[" not in written
    assert r"a\n::error::b.py" in written
