"""``--format text``: what a person reads in a terminal. A submission's text is printed as it is, and never
interpreted: neither as markup nor by the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.reports.document import CheckPart, FindingPart, GradePart, Grades
from grader.reports.parts.prose import clean
from grader.terminal import console

if TYPE_CHECKING:
    from grader.terminal import Console

_SIGNS = {
    "passed": ("✓", "green"),
    "failed": ("✗", "red"),
    "skipped": ("–", "yellow"),
    "error": ("!", "magenta"),
}
_MOST_LINES = 16


def write(document: Grades) -> None:
    page = console()
    for grade in document.grades:
        _grade(page, grade)
    if len(document.grades) > 1:
        _summary(page, document.grades)
    postgres = document.postgres
    if postgres.get("note"):
        page.print(Text(f"note: {clean(str(postgres['note']))}", style="dim"))
    counted = "" if postgres.get("counts") else ", statements counted by the client only"
    told = f"PostgreSQL {postgres.get('version')} ({postgres.get('provider')}{counted}), "
    page.print(Text(f"{told}isolation: {document.kept_apart}, seed {document.seed}", style="dim"))


def _grade(console: Console, grade: GradePart) -> None:
    title = Text(clean(grade.submission), style="bold")
    title.append(f"  {_points(grade.points)}/{_points(grade.max_points)} points", style="bold cyan")
    title.append(f"  {grade.exercise}", style="dim")
    if grade.outcome != "completed":
        title.append(f"  {grade.outcome.replace('_', ' ')}", style="bold red")
    console.print(title)
    if grade.errors:
        number = grade.errors
        what = "check could" if number == 1 else "checks could"
        console.print(
            Text(
                f"  {number} {what} not be run, by the grader's own fault, and count neither way.",
                style="magenta",
            )
        )
    if grade.finding:
        _finding(console, grade.finding)
    else:
        for check in grade.checks:
            _check(console, check)
    for note in grade.notes:
        console.print(Padding(Text(f"note: {clean(note)}", style="dim"), (0, 0, 0, 2)))
    console.print()


def _check(console: Console, check: CheckPart) -> None:
    sign, style = _SIGNS[check.verdict]
    line = Text(f"{check.title}", style="" if check.verdict == "passed" else "bold")
    line.append(f"  {_points(check.points)}/{_points(check.max_points)}", style="not bold dim")
    _beside(console, Text(sign, style=style), line)
    if check.verdict == "passed":
        return
    _indented(console, Text(f"{check.id}{' (hidden)' if check.visibility == 'hidden' else ''}", style="dim"))
    if check.reason:
        _indented(console, Text(clean(check.reason), style="dim"))
    for part in check.parts:
        earned = f"{_points(part.points)}/{_points(part.max_points)}"
        _indented(console, Text(f"{earned}  {part.title}", style="dim"))
    for finding in check.findings:
        _finding(console, finding)
    if check.findings:
        if check.hint and check.hint not in (finding.hint for finding in check.findings):
            _labelled(console, "hint", check.hint, "cyan")
        if check.lesson:
            _labelled(console, "lesson", check.lesson, "cyan")


def _beside(console: Console, sign: Text, text: Text) -> None:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column()
    table.add_row(sign, text)
    console.print(Padding(table, (0, 0, 0, 2)))


def _indented(console: Console, text: Text) -> None:
    console.print(Padding(text, (0, 0, 0, 4)))


def _finding(console: Console, finding: FindingPart) -> None:
    message = Text(clean(finding.message))
    if finding.where:
        message.append(f"  {clean(finding.where.file)}:{finding.where.line}", style="bold blue")
    _indented(console, message)
    if finding.expected is not None:
        _labelled(console, "expected", finding.expected, "green")
    if finding.actual is not None:
        _labelled(console, "actual", finding.actual, "red")
    if finding.hint:
        _labelled(console, "next", finding.hint, "cyan")


def _labelled(console: Console, label: str, text: str, style: str) -> None:
    """A label, and text beside it that may have several lines."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=8, justify="right", style=style)
    table.add_column(overflow="fold")
    lines = clean(text).split("\n")
    shown = lines[:_MOST_LINES] + (
        [f"... {len(lines) - _MOST_LINES} more lines"] if len(lines) > _MOST_LINES else []
    )
    table.add_row(Text(label), Text("\n".join(shown)))
    console.print(Padding(table, (0, 0, 0, 4)))


def _summary(console: Console, grades: Sequence[GradePart]) -> None:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("submission", overflow="fold")
    for name in ("points", "passed", "failed", "skipped", "error"):
        table.add_column(name, justify="right")
    table.add_column("outcome")
    for grade in grades:
        numbers = [sum(check.verdict == verdict for check in grade.checks) for verdict in _SIGNS]
        table.add_row(
            Text(clean(grade.submission)),
            f"{_points(grade.points)}/{_points(grade.max_points)}",
            *(str(number) if number else "·" for number in numbers),
            grade.outcome.replace("_", " "),
        )
    console.print(table)
    console.print()


def _points(points: float) -> str:
    return f"{points:g}"
