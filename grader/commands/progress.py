"""A progress bar."""

from __future__ import annotations

from typing import Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from grader.batch.events import Event, Graded, Started
from grader.terminal import bar_console


def progress(number: int) -> Progress:
    """A bar on standard error, for a person, when there is more than one thing to do. It shows no text of others."""
    console = bar_console()
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=number < 2 or not console.is_terminal,
    )


class ProgressBar:
    """Listens to a batch, and shows how far it is."""

    def __init__(self) -> None:
        self._bar: Progress | None = None

    def __call__(self, event: Event) -> None:
        if isinstance(event, Started):
            self._bar = progress(len(event.missing))
            self._bar.add_task("grading", total=len(event.missing))
            self._bar.start()
        elif isinstance(event, Graded) and self._bar:
            self._bar.advance(self._bar.task_ids[0])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()
