"""The commands, written out, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from grader import __version__
from grader.commands.doctor import doctor
from grader.commands.grade import grade
from grader.commands.handout import handout
from grader.commands.new import new
from grader.commands.schema import schema
from grader.commands.show import show
from grader.commands.starter import starter
from grader.commands.validate import validate
from grader.course import settings

COMMANDS: Mapping[str, Callable[..., int]] = {
    "grade": grade,
    "validate": validate,
    "doctor": doctor,
    "show": show,
    "new": new,
    "starter": starter,
    "handout": handout,
    "schema": schema,
}
"""By the word that a person types, in the order of ``grader --help``."""

_WITH_SETTINGS = ("grade", "validate", "doctor")
"""Commands whose defaults a course may set."""

app = typer.Typer(
    help="Grades SQLAlchemy ORM exercises on a real, throwaway PostgreSQL.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    if version:
        typer.echo(f"grader {__version__}")
        raise typer.Exit
    found = settings.read(Path.cwd())
    context.default_map = {command: dict(found) for command in _WITH_SETTINGS}
