"""``grader doctor``: what this machine offers, what ``auto`` would take, and the next step for what is missing."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from grader import __version__
from grader.commands import options
from grader.course.course import find_course
from grader.course.packages import find_missing
from grader.errors import AuthorError, GraderError, OperatorError
from grader.language.exercise import Exercise
from grader.postgres.pool import ServerPool
from grader.postgres.providers import container, embedded
from grader.postgres.providers.choose import provide
from grader.postgres.providers.container import DEFAULT_IMAGE
from grader.postgres.server import ServerInfo
from grader.running.before import require_before
from grader.running.tools import IsolationChoice, versions
from grader.sandbox import Sandbox
from grader.terminal import console, write_json


@dataclass(frozen=True)
class Diagnosis:
    """One thing that the grader can use. ``next_step`` is empty where nothing needs to be done."""

    what: str
    there: bool
    found: str
    next_step: str = ""


def doctor(
    postgres: options.Postgres = "auto",
    image: options.Image = DEFAULT_IMAGE,
    isolation: options.Isolation = IsolationChoice.AUTO,
    as_json: Annotated[bool, typer.Option("--json", help="One document for programs.")] = False,
) -> int:
    """Say what this machine offers, and what to do about what is missing."""
    kept_apart = _isolation()
    exercises = list(_exercises())
    server, *databases = _server(postgres, image, exercises)
    packages = [line for exercise in exercises for line in _packages_of(exercise)]
    lines = [_engine(), _embedded(), kept_apart, _versions(), _course(), *packages, server, *databases]
    if as_json:
        document = {"grader": __version__, "lines": [asdict(line) for line in lines]}
        write_json(json.dumps(document, indent=2))
    else:
        _print(lines)
    needed = [server, *databases, *packages, *([kept_apart] if isolation is IsolationChoice.REQUIRE else [])]
    return 0 if all(line.there for line in needed) else 2


def _engine() -> Diagnosis:
    version = container.engine_version()
    if version is None:
        return Diagnosis(
            "Docker engine", False, "none answers", "Start Docker, or do without: PostgreSQL comes embedded."
        )
    return Diagnosis("Docker engine", True, version)


def _embedded() -> Diagnosis:
    try:
        return Diagnosis("embedded PostgreSQL", True, embedded.version())
    except GraderError as error:
        return Diagnosis("embedded PostgreSQL", False, error.message, error.next_step)


def _isolation() -> Diagnosis:
    try:
        with Sandbox() as sandbox:
            isolation = sandbox.isolation
    except GraderError as error:
        return Diagnosis("isolation", False, error.message, error.next_step)
    found = f"{isolation.level}: {', '.join(isolation.in_force)}"
    if isolation.missing:
        return Diagnosis(
            "isolation",
            False,
            f"{found}; not in force: {'; '.join(isolation.missing)}",
            "Grade strangers' code only where it is complete: on Linux with user namespaces.",
        )
    return Diagnosis("isolation", True, found)


def _versions() -> Diagnosis:
    found = versions()
    return Diagnosis("versions", True, ", ".join(f"{name} {version}" for name, version in found.items()))


def _course() -> Diagnosis:
    try:
        slugs = find_course(Path.cwd()).slugs
    except GraderError as error:
        return Diagnosis("exercises", False, error.message, error.next_step)
    return Diagnosis("exercises", True, ", ".join(slugs))


def _exercises() -> Iterator[Exercise]:
    """Those that can be read."""
    with contextlib.suppress(GraderError):  # no course: told already
        course = find_course(Path.cwd())
        for slug in course.slugs:
            with contextlib.suppress(AuthorError):  # `grader validate` tells its faults
                yield course.exercise(slug)


def _packages_of(exercise: Exercise) -> Iterator[Diagnosis]:
    """Where an exercise needs packages, whether they are there."""
    if not exercise.packages:
        return
    missing = list(find_missing(exercise))
    found = f"not installed: {', '.join(missing)}" if missing else ", ".join(exercise.packages)
    next_step = f"pip install {' '.join(missing)}" if missing else ""
    yield Diagnosis(f"packages of {exercise.slug}", not missing, found, next_step)


def _before(exercise: Exercise, servers: ServerPool) -> Iterator[Diagnosis]:
    """Where an exercise has something made in its databases, whether the server makes it."""
    if not exercise.before:
        return
    what, made = f"before {exercise.slug}", (*exercise.before.schemas, *exercise.before.extensions)
    try:
        require_before([exercise], servers)
    except OperatorError as error:
        yield Diagnosis(what, False, error.message, error.next_step)
    else:
        yield Diagnosis(what, True, f"makes {', '.join(made)}")


def _server(postgres: str, image: str, exercises: Sequence[Exercise]) -> list[Diagnosis]:
    """What grading would use, and what exercises need of it: a server is really started, and ended again."""
    what = f"--postgres {'URL' if '://' in postgres else postgres}"
    try:
        with provide(postgres, image) as servers:
            info = servers.info
            databases = [line for exercise in exercises for line in _before(exercise, servers)]
    except GraderError as error:
        return [Diagnosis(what, False, error.message, error.next_step)]
    return [_told(what, info), *databases]


def _told(what: str, info: ServerInfo) -> Diagnosis:
    found = f"takes PostgreSQL {info.version} ({info.provider})"
    if info.note:
        found = f"{found}; {info.note}"
    if not info.counts:
        return Diagnosis(
            what,
            True,
            f"{found}, statements counted by the client only",
            "To have the server count: shared_preload_libraries = 'pg_stat_statements' there, and"
            " CREATE EXTENSION pg_stat_statements in the database that the URL names.",
        )
    return Diagnosis(what, True, f"{found}, statements counted by the server")


def _print(lines: Sequence[Diagnosis]) -> None:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for line in lines:
        sign = Text("✓", style="green") if line.there else Text("–", style="yellow")
        text = Text(line.found)
        if line.next_step:
            text.append(f"\n{line.next_step}", style="cyan")
        table.add_row(sign, Text(line.what, style="bold"), text)
    console().print(table)
