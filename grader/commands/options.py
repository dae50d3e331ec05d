"""Options that several commands share."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from grader.reports.formats.registry import REPORTS
from grader.running.tools import IsolationChoice

Postgres = Annotated[
    str,
    typer.Option(
        "--postgres",
        metavar="WHERE",
        envvar="GRADER_POSTGRES",
        help="Where PostgreSQL comes from: auto (a container where Docker runs, else embedded), container, embedded,"
        " embedded:FOLDER with its binaries, or the URL of a server.",
    ),
]
Image = Annotated[
    str,
    typer.Option(
        "--image", metavar="IMAGE", envvar="GRADER_POSTGRES_IMAGE", help="What a container is made from."
    ),
]
Isolation = Annotated[
    IsolationChoice,
    typer.Option(
        "--isolation",
        envvar="GRADER_ISOLATION",
        help="How far submissions must be kept apart: auto (as far as this machine can), or require (in full, else"
        " nothing is graded).",
    ),
]
Jobs = Annotated[
    int, typer.Option("--jobs", metavar="NUMBER", min=1, help="How many submissions are graded at once.")
]
JOBS = os.cpu_count() or 1

if TYPE_CHECKING:  # mypy cannot follow an enumeration that is made from a registry
    _Format = StrEnum
else:
    _Format = StrEnum("Format", {name.upper(): name for name in REPORTS})

Format = Annotated[_Format, typer.Option("--format", help="What is printed.")]
TEXT = _Format("text")
Verbose = Annotated[
    bool, typer.Option("--verbose", help="Print each check that passed, and every line of each finding.")
]
Slug = Annotated[str, typer.Argument(help="The exercise: a folder in exercises/.", metavar="SLUG")]
