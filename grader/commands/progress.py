"""What is shown while something is done: a bar, and of one submission what was found so far."""

from __future__ import annotations

from typing import Self

from rich.console import Group
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from grader import log
from grader.batch.events import Checked, Event, Graded, Started
from grader.model import CheckGrade, Verdict
from grader.terminal import bar_console, readable


class _Bar(Progress):
    """A bar on standard error, for a person. It gives way to the lines of a log, and is gone at its end.

    ``found``: what stands below it. Text of others is made readable first: it is drawn with escape codes.
    """

    def __init__(self, is_wanted: bool) -> None:
        self.found: list[str] = []
        console = bar_console()
        super().__init__(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            disable=not is_wanted or log.is_on() or not console.is_terminal,
        )

    def get_renderable(self) -> Group:
        """See ``rich.progress.Progress``."""
        lines = [Text(readable(line), style="red", no_wrap=True, overflow="ellipsis") for line in self.found]
        return Group(super().get_renderable(), *lines)


def progress(number: int) -> Progress:
    """A bar for a person, when there is more than one thing to do."""
    return _Bar(number > 1)


class ProgressBar:
    """Listens to a batch. It shows how many submissions are graded; where there is one, how many of its checks, and those
    that did not pass, as soon as that is known."""

    def __init__(self) -> None:
        self._bar: _Bar | None = None
        self._is_alone = False

    def __call__(self, event: Event) -> None:
        match event:
            case Started():
                self._start(event)
            case Checked(check=check) if self._bar and self._is_alone:
                self._bar.advance(self._bar.task_ids[0])
                self._bar.found.extend(_tell(check))
            case Graded() if self._bar and not self._is_alone:
                self._bar.advance(self._bar.task_ids[0])

    def _start(self, event: Started) -> None:
        self._is_alone = len(event.missing) == 1
        total = len(event.missing[0].exercise.checks if self._is_alone else event.missing)
        self._bar = _Bar(is_wanted=total > 0)
        self._bar.add_task("checks" if self._is_alone else "submissions", total=total)
        self._bar.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()


def _tell(check: CheckGrade) -> list[str]:
    """A line for a check that failed. What a hidden one found is not for everybody's eyes."""
    if check.verdict is not Verdict.FAILED:
        return []
    found = check.findings[0].message if check.findings and check.visibility == "visible" else check.title
    return [f"{check.id}: {found}"]
