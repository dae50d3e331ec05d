"""The commands, written out, and what they have in common."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from grader import __version__, log
from grader.course import settings
from grader.errors import OperatorError
from grader.terminal import OUTPUT

COMMANDS: Mapping[str, str] = {
    "grade": "Grade submissions.",
    "report": "Print finished grades in another format; nothing is graded again.",
    "validate": "Prove exercises: references earn all points, rejected solutions are caught, the starter earns little.",
    "doctor": "Say what this machine offers, and what to do about what is missing.",
    "show": "Print an exercise: instructions, models, functions, visible checks.",
    "new": "Begin an exercise: a small one that validates, to be changed into the one that you want.",
    "starter": "Write the module that students begin with, from what the exercise asks.",
    "handout": "Write what may be given to students: an exercise with its visible checks, and nothing of solutions/.",
    "schema": "Print a JSON Schema.",
}
"""By the word that a person types, in the order of ``grader --help``: what a command says of itself. Its function is that
of the same name in ``grader/commands/``, which is imported when it is called: half a second."""

_WITH_SETTINGS = ("grade", "validate", "doctor")
"""Commands whose defaults a course may set."""


_HELP = {"help_option_names": ["-h", "--help"]}


class _PlainHelp:
    """Help says of no flag that it takes a ``<bool>``, as later releases of Typer do."""

    def get_params(self, ctx: Any) -> list[Any]:
        """See ``click.Command.get_params``."""
        parameters: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for parameter in parameters:
            if getattr(parameter, "is_flag", False):
                parameter.metavar = ""
        return parameters


class _Command(_PlainHelp, TyperCommand):
    pass


class _Late(TyperCommand):
    """A command that is known by its name and help until it is called."""

    def make_context(self, info_name: str | None, *rest: Any, **extra: Any) -> Any:
        return read_command(str(self.name)).make_context(info_name, *rest, **extra)


class _Commands(_PlainHelp, TyperGroup):
    def __init__(self, **asked: Any) -> None:
        super().__init__(
            **{**asked, "commands": {name: _Late(name, help=text) for name, text in COMMANDS.items()}}
        )


def read_command(name: str) -> Any:
    """A command with its options. Of any type: Typer's releases do not agree on it."""
    module = importlib.import_module(f"grader.commands.{name}")
    alone = typer.Typer(add_completion=False)
    alone.command(name, cls=_Command, context_settings=_HELP)(getattr(module, name))
    return typer.main.get_command(alone)


app = typer.Typer(
    cls=_Commands,
    context_settings=_HELP,
    help="Grades SQLAlchemy ORM exercises on a real, throwaway PostgreSQL.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
    logs: Annotated[
        bool, typer.Option("--log", help="Say on standard error what is decided, and for which submission.")
    ] = False,
    log_level: Annotated[
        log.Level | None,
        typer.Option(help="As --log: info, debug (each run as well), or warning (only what went wrong)."),
    ] = None,
) -> None:
    if version:
        OUTPUT.write(f"grader {__version__}\n")
        raise typer.Exit
    if logs or log_level:
        log.turn_on(log_level or log.Level.INFO)
    found = settings.read(_working_folder())
    context.default_map = {command: dict(found) for command in _WITH_SETTINGS}


def _working_folder() -> Path:
    """Where the command was called. Raises ``OperatorError``."""
    try:
        folder = Path.cwd()
        os.stat(f"{folder}/.")  # noqa: PTH116  a Path forgets the dot, which asks whether the folder lets us in
    except OSError as error:
        raise OperatorError(
            f"the folder in which it was called cannot be used: {error.strerror}",
            "Go to the folder that holds exercises/, and call it there.",
        ) from None
    return folder
