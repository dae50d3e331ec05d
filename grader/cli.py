"""Arguments → one command."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from grader import __version__
from grader.commands import (
    doctor,
    grade,
    handout,
    new,
    schema,
    show,
    starter,
    validate,
    validate_mutants,
    validate_write,
)
from grader.commands.tools import IsolationChoice
from grader.course import settings
from grader.errors import OperatorError
from grader.postgres.providers.container import DEFAULT_IMAGE
from grader.reports.audience import Audience

app = typer.Typer(
    help="Grades SQLAlchemy ORM exercises on a real, throwaway PostgreSQL.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class SchemaName(StrEnum):
    EXERCISE = "exercise"
    HIDDEN = "hidden"
    GRADES = "grades"


PostgresOption = Annotated[
    str,
    typer.Option(
        "--postgres",
        envvar="GRADER_POSTGRES",
        help="Where PostgreSQL comes from: auto (a container where Docker runs, else embedded), container, embedded,"
        " embedded:FOLDER with its binaries, or the URL of a server.",
    ),
]
ImageOption = Annotated[
    str, typer.Option("--image", envvar="GRADER_POSTGRES_IMAGE", help="What a container is made from.")
]
IsolationOption = Annotated[
    IsolationChoice,
    typer.Option(
        "--isolation",
        envvar="GRADER_ISOLATION",
        help="How far submissions must be kept apart: auto (as far as this machine can), or require (in full, else"
        " nothing is graded).",
    ),
]
JobsOption = Annotated[int, typer.Option("--jobs", min=1, help="How many submissions are graded at once.")]
_JOBS = os.cpu_count() or 1
SlugArgument = Annotated[str, typer.Argument(help="The exercise: a folder in exercises/.", metavar="SLUG")]


@app.command("grade")
def grade_command(
    paths: Annotated[list[Path], typer.Argument(help="Modules, package folders, or folders of submissions.")],
    exercise: Annotated[
        str | None, typer.Option(help="The exercise, where the path does not tell it.")
    ] = None,
    postgres: PostgresOption = "auto",
    image: ImageOption = DEFAULT_IMAGE,
    isolation: IsolationOption = IsolationChoice.AUTO,
    format_: Annotated[Format, typer.Option("--format", help="What is printed.")] = Format.TEXT,
    audience: Annotated[
        Audience,
        typer.Option("--for", help="Whose report: a student's shows hidden checks by title and hint only."),
    ] = Audience.STUDENT,
    seed: Annotated[
        int | None, typer.Option(help="Draws the data; the same seed gives the same grades.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this check and what it requires.")] = None,
    jobs: JobsOption = _JOBS,
    report: Annotated[
        Path | None, typer.Option(help="A folder for the reports: a page for each submission, and an index.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Grade only what --report does not hold yet.")
    ] = False,
) -> int:
    """Grade submissions."""
    return grade.run(
        grade.Options(
            paths,
            exercise,
            postgres,
            image,
            isolation,
            format_.value,
            audience,
            seed,
            only or (),
            jobs,
            report,
            resume,
        ),
    )


@app.command("validate")
def validate_command(
    slugs: Annotated[
        list[str] | None, typer.Argument(help="Exercises; all of them when none is named.")
    ] = None,
    postgres: PostgresOption = "auto",
    image: ImageOption = DEFAULT_IMAGE,
    isolation: IsolationOption = IsolationChoice.AUTO,
    jobs: JobsOption = _JOBS,
    seeds: Annotated[
        int | None,
        typer.Option(
            min=1,
            help=f"Draw the data so many times; fewer is quicker. {validate.SEEDS}, with --mutants"
            f" {validate_mutants.SEEDS}.",
            show_default=False,
        ),
    ] = None,
    mutants: Annotated[
        bool,
        typer.Option("--mutants", help="Prove instead that small mistakes in the references are noticed."),
    ] = False,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help="Grade a rejected solution only on the checks that it must fail, and what these require.",
        ),
    ] = False,
    proofs: Annotated[
        Path | None,
        typer.Option(
            help="Remember in this file what is proven, and do not prove it again until something changes."
        ),
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option(
            help="Write every rejected solution into this folder instead, and prove nothing.", metavar="DIR"
        ),
    ] = None,
) -> int:
    """Prove exercises: references earn all points, rejected solutions are caught, the starter earns little."""
    _refuse_together({"--mutants": mutants, "--write": write, "--quick": quick})
    _refuse_together({"--mutants": mutants, "--write": write, "--proofs": proofs})
    if write:
        return validate_write.run(slugs or [], write)
    if mutants:
        return validate_mutants.run(
            slugs or [], postgres, image, isolation, jobs, seeds or validate_mutants.SEEDS
        )
    return validate.run(
        validate.Options(
            slugs=slugs or [],
            postgres=postgres,
            image=image,
            isolation=isolation,
            jobs=jobs,
            seeds=seeds or validate.SEEDS,
            quick=quick,
            proofs=proofs,
        )
    )


def _refuse_together(options: Mapping[str, object]) -> None:
    """Raises ``OperatorError`` where more than one of them is given."""
    given = [name for name, value in options.items() if value]
    if len(given) > 1:
        raise OperatorError(f"{' and '.join(given)} do not go together", f"Leave out {given[1]}.")


@app.command("doctor")
def doctor_command(
    postgres: PostgresOption = "auto",
    image: ImageOption = DEFAULT_IMAGE,
    isolation: IsolationOption = IsolationChoice.AUTO,
    as_json: Annotated[bool, typer.Option("--json", help="One document for programs.")] = False,
) -> int:
    """Say what this machine offers, and what to do about what is missing."""
    return doctor.run(postgres, image, isolation, as_json)


@app.command("show")
def show_command(slug: SlugArgument) -> int:
    """Print an exercise: instructions, models, functions, visible checks."""
    return show.run(slug)


@app.command("new")
def new_command(
    slug: Annotated[str, typer.Argument(help="Its name, such as tide-tables.", metavar="SLUG")],
) -> int:
    """Begin an exercise: a small one that validates, to be changed into the one that you want."""
    return new.run(slug)


@app.command("starter")
def starter_command(
    slug: SlugArgument,
    output: Annotated[Path | None, typer.Option(help="A new file for it; else it is printed.")] = None,
) -> int:
    """Write the module that students begin with, from what the exercise asks."""
    return starter.run(slug, output)


@app.command("handout")
def handout_command(
    slug: SlugArgument,
    output: Annotated[
        Path | None, typer.Option(help="A new folder, or a new .zip; else SLUG.zip, here.", metavar="DIR|ZIP")
    ] = None,
) -> int:
    """Write what may be given to students: an exercise with its visible checks, and nothing of solutions/."""
    return handout.run(slug, output)


@app.command("schema")
def schema_command(name: Annotated[SchemaName, typer.Argument(help="Which document.")]) -> int:
    """Print a JSON Schema."""
    return schema.run(name.value)


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    if version:
        typer.echo(f"grader {__version__}")
        raise typer.Exit
    found = settings.read(Path.cwd())
    context.default_map = {command: dict(found) for command in ("grade", "validate", "doctor")}
