"""``grader show``: an exercise for a person. Of the hidden checks their number and points, never more."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.commands import options
from grader.course.course import find_course, instructions
from grader.language import words
from grader.language.checks import Check
from grader.language.exercise import Exercise
from grader.language.inheritance import list_own_columns, list_own_relationships
from grader.reports.parts.prose import clean
from grader.terminal import console
from grader.wording import number, points

if TYPE_CHECKING:
    from grader.terminal import Console

Row = tuple[str, str]


def show(slug: options.Slug) -> int:
    """Print an exercise: instructions, models, functions, visible checks."""
    exercise = find_course(Path.cwd()).exercise(slug)
    page = console()
    _title(page, exercise)
    _instructions(page, exercise)
    _models(page, exercise)
    _functions(page, exercise)
    _checks(page, exercise)
    return 0


def _title(console: Console, exercise: Exercise) -> None:
    title = Text(clean(exercise.title), style="bold")
    title.append(f"  {exercise.slug}", style="dim")
    console.print(title)
    if exercise.lesson:
        console.print(Text(f"lesson: {clean(exercise.lesson)}", style="cyan"), soft_wrap=True)


def _instructions(console: Console, exercise: Exercise) -> None:
    """Rendered in a terminal; elsewhere as they were written, which is what Markdown is for."""
    text = clean(instructions(exercise))
    if not text:
        return
    _heading(console, "Instructions")
    if console.is_terminal:
        console.print(Padding(Markdown(text), (0, 0, 0, 2)))
    else:
        console.print(Text(text.rstrip()), soft_wrap=True)


def _models(console: Console, exercise: Exercise) -> None:
    _heading(console, "Models")
    for name, model in exercise.models.items():
        line = Text(f"  {name}", style="bold")
        if model.is_a:
            line.append(f"  is a {model.is_a}", style="not bold")
        if model.table:
            line.append(f"  table {model.table}", style="not bold dim")
        console.print(line)
        columns = [
            (column, words.column(model.columns[column]))
            for column in list_own_columns(exercise.models, name)
        ]
        relationships = [
            (attribute, words.relationship(exercise.models, name, attribute))
            for attribute in list_own_relationships(exercise.models, name)
        ]
        _print_rows(console, [*columns, *relationships], indent=4)


def _functions(console: Console, exercise: Exercise) -> None:
    if not exercise.functions:
        return
    _heading(console, "Functions")
    for name, function in exercise.functions.items():
        line = Text(f"  {words.signature(name, function)}", style="bold")
        if function.kind not in (None, "function"):
            line.append(f"  {function.kind}", style="not bold dim")
        if function.returns:
            line.append(f"  returns {function.returns}", style="not bold")
        console.print(line, soft_wrap=True)


def _checks(console: Console, exercise: Exercise) -> None:
    visible = [check for check in exercise.checks if check.id not in exercise.hidden]
    hidden = [check for check in exercise.checks if check.id in exercise.hidden]
    _heading(console, _counted(visible, "check"))
    table = _grid(2)
    table.add_column(justify="right", style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(style="dim", no_wrap=True)
    for check in visible:
        table.add_row(f"{check.points:g}", Text(clean(check.title)), check.id)
    console.print(_indented(table, 2))
    if hidden:
        console.print()
        console.print(Text(_counted(hidden, "hidden check"), style="bold"))


def _counted(checks: Iterable[Check], what: str) -> str:
    found = list(checks)
    return f"{number(len(found), what)}, {points(sum(check.points for check in found))}"


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold cyan"))


def _print_rows(console: Console, rows: Iterable[Row], indent: int) -> None:
    table = _grid(2)
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(overflow="fold")
    for name, said in rows:
        table.add_row(name, Text(said))
    console.print(_indented(table, indent))


def _grid(padding: int) -> Table:
    return Table.grid(padding=(0, padding))


def _indented(what: RenderableType, by: int) -> Padding:
    return Padding(what, (0, 0, 0, by), expand=False)
