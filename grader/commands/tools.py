"""What every command that grades needs: a server, a sandbox, what they are, and a progress bar."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from grader.errors import OperatorError
from grader.judging import Judges
from grader.postgres.providers.choose import provide
from grader.postgres.providers.container import DEFAULT_IMAGE
from grader.running.subject import Tools
from grader.sandbox import Isolation, Sandbox
from grader.terminal import bar_console

_PACKAGES = ("sqlalchemy", "psycopg2-binary", "psycopg")


class IsolationChoice(StrEnum):
    """``auto`` takes what the machine offers, ``require`` only all of it."""

    AUTO = "auto"
    REQUIRE = "require"


@contextmanager
def open_tools(
    postgres: str, image: str = DEFAULT_IMAGE, isolation: IsolationChoice = IsolationChoice.AUTO
) -> Iterator[Tools]:
    """Servers, a sandbox and judges, closed afterwards. Raises ``OperatorError``."""
    with Judges() as judges, Sandbox() as sandbox:
        if isolation is IsolationChoice.REQUIRE:
            _refuse_less_than_full(sandbox.isolation)
        with provide(postgres, image) as servers:
            yield Tools(servers, sandbox, judges)


def _refuse_less_than_full(isolation: Isolation) -> None:
    if isolation.level != "full":
        raise OperatorError(
            f"isolation is required, and here it is {isolation.level}; not in force: {'; '.join(isolation.missing)}",
            "Grade on Linux with user namespaces, as docs/security.md says; or, if you trust every submission, with"
            " --isolation auto.",
        )


def postgres_info(tools: Tools) -> Mapping[str, Any]:
    info = tools.servers.info
    return {"provider": info.provider, "version": info.version, "counts": info.counts, "note": info.note}


def isolation_info(tools: Tools) -> Mapping[str, Any]:
    isolation = tools.sandbox.isolation
    return {
        "level": isolation.level,
        "in_force": list(isolation.in_force),
        "missing": list(isolation.missing),
    }


def versions() -> Mapping[str, str]:
    found = {name: importlib.metadata.version(name) for name in _PACKAGES}
    return {"python": platform.python_version(), **found}


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
