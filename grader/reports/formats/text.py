"""``--format text``: what a person reads in a terminal. A submission's text is printed as it is, and never
interpreted: neither as markup nor by the terminal.

What matters most comes last, for that is what a terminal still shows: what passed, what failed, and in the last line the
score and what to fix first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from grader.reports.document import CheckPart, GradePart, Grades
from grader.reports.parts.blocks import Layout
from grader.reports.parts.prose import clean
from grader.terminal import console
from grader.wording import number, points

if TYPE_CHECKING:
    from grader.terminal import Console

_SIGNS = {
    "passed": ("✓", "green"),
    "failed": ("✗", "red"),
    "skipped": ("–", "yellow"),
    "error": ("!", "magenta"),
}
_UNWRAPPED = 80
"""Columns that lines are counted with where nothing is wrapped."""


def write(document: Grades) -> None:
    """Checks that passed in one line, and of a finding what fits on a screen."""
    _write(document, is_whole=False)


def write_whole(document: Grades) -> None:
    """Each check by itself, and nothing of a finding is cut."""
    _write(document, is_whole=True)


def _write(document: Grades, is_whole: bool) -> None:
    page = console()
    layout = Layout(page.width if page.is_terminal else _UNWRAPPED, page.is_terminal, is_whole)
    for condition in _conditions(document):
        _print(page, Text(condition, style="dim"))
    for grade in document.grades:
        _print(page, Text())
        for line in _Page(grade, layout, is_whole).lines():
            _print(page, line)
    if len(document.grades) > 1:
        _print(page, Text())
        for line in _summary(document.grades):
            _print(page, line)


def _print(page: Console, line: Text) -> None:
    page.print(line, soft_wrap=True)


def _conditions(document: Grades) -> Iterator[str]:
    postgres = document.postgres
    if postgres.get("note"):
        yield f"note: {clean(str(postgres['note']))}"
    counted = "" if postgres.get("counts") else ", statements counted by the client only"
    told = f"PostgreSQL {postgres.get('version')} ({postgres.get('provider')}{counted}), "
    yield f"{told}isolation: {document.kept_apart}, seed {document.seed}"


class _Page:
    """What is told of one submission."""

    def __init__(self, grade: GradePart, layout: Layout, is_whole: bool) -> None:
        self._grade, self._layout, self._is_whole = grade, layout, is_whole

    def lines(self) -> Iterator[Text]:
        yield self._title()
        for note in self._grade.notes:
            yield from self._layout.paragraph(f"note: {note}", indent=2, style="dim")
        if self._grade.finding:
            yield Text()
            yield from self._layout.finding(self._grade.finding, self._grade)
        else:
            yield from self._checks()
        yield Text()
        yield self._score()

    def _title(self) -> Text:
        title = Text(clean(self._grade.submission), style="bold")
        title.append(f"  {self._grade.exercise}", style="not bold dim")
        if self._grade.outcome != "completed":
            title.append(f"  {self._grade.outcome.replace('_', ' ')}", style="bold red")
        return title

    def _checks(self) -> Iterator[Text]:
        checks = self._grade.checks
        yield from self._passed([check for check in checks if check.verdict == "passed"])
        yield from self._skipped([check for check in checks if check.verdict == "skipped"])
        for check in checks:
            if check.verdict in ("failed", "error"):
                yield Text()
                yield from self._check(check)

    def _passed(self, checks: Sequence[CheckPart]) -> Iterator[Text]:
        if self._is_whole:
            for check in checks:
                yield self._head(check)
        elif checks:
            yield Text("  ").append("✓", style="green").append(f" {number(len(checks), 'check')} passed")

    def _skipped(self, checks: Sequence[CheckPart]) -> Iterator[Text]:
        """Those of one reason together."""
        for reason in dict.fromkeys(check.reason or "skipped" for check in checks):
            of_it = [check for check in checks if (check.reason or "skipped") == reason]
            lost = points(sum(check.max_points for check in of_it))
            names = ", ".join(check.id for check in of_it)
            yield from self._layout.paragraph(f"– {lost} {reason}: {names}", indent=2, style="yellow")

    def _check(self, check: CheckPart) -> Iterator[Text]:
        yield self._head(check)
        if check.reason:
            yield from self._layout.paragraph(check.reason, indent=4, style="dim")
        for part in check.parts:
            told = f"{_number(part.points)}/{_number(part.max_points)}  {part.title}"
            yield from self._layout.paragraph(told, indent=4, style="dim")
        yield from self._findings(check)

    def _findings(self, check: CheckPart) -> Iterator[Text]:
        """Those of a cause that was told before in a line; the hint and the lesson where anything is told here."""
        told = [found for found in check.findings if found.same_as is None]
        others = dict.fromkeys(found.same_as for found in check.findings if found.same_as)
        for other in others:
            if other != check.id:
                yield from self._layout.paragraph(f"same cause as {other}", indent=4)
        for i, found in enumerate(told):
            is_last = i == len(told) - 1
            hint = check.hint if is_last and check.hint not in (f.hint for f in check.findings) else None
            yield from self._layout.finding(found, self._grade, hint, check.lesson if is_last else None)
        for found in check.findings:
            if found.same_as == check.id:
                yield from self._layout.paragraph(f"For the same reason: {found.message}", indent=4)

    def _head(self, check: CheckPart) -> Text:
        sign, style = _SIGNS[check.verdict]
        hidden = " (hidden)" if check.visibility == "hidden" else ""
        line = Text("  ").append(sign, style=style)
        line.append(f" {check.id}{hidden}", style="" if check.verdict == "passed" else "bold")
        line.append(f"  {_number(check.points)}/{_number(check.max_points)}", style="dim")
        return line.append(f"  {clean(check.title)}")

    def _score(self) -> Text:
        grade = self._grade
        line = Text(f"{_number(grade.points)}/{points(grade.max_points)}", style="bold cyan")
        first = next((check for check in grade.checks if check.verdict == "failed"), None)
        finding = grade.finding or (first.findings[0] if first and first.findings else None)
        what = "the import" if grade.finding else first.id if first else ""
        if what:
            where = (
                f" ({clean(finding.where.file)}:{finding.where.line})" if finding and finding.where else ""
            )
            line.append(f" · fix first: {what}{where}")
        if grade.errors:
            line.append(f" · {_not_run(grade.errors)}", style="magenta")
        return line


def _not_run(errors: int) -> str:
    return f"{number(errors, 'check')} could not be run, by the grader's own fault, and count neither way"


def _summary(grades: Sequence[GradePart]) -> Iterator[Text]:
    """A line for each submission, in columns."""
    rows = [("submission", "points", *_SIGNS, "outcome"), *map(_summed, grades)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for i, (name, *numbers, outcome) in enumerate(rows):
        cells = [name.ljust(widths[0]), *map(str.rjust, numbers, widths[1:-1]), outcome]
        yield Text("  ".join(cells), style="bold" if i == 0 else "")


def _summed(grade: GradePart) -> tuple[str, ...]:
    numbers = [sum(check.verdict == verdict for check in grade.checks) for verdict in _SIGNS]
    return (
        clean(grade.submission),
        f"{_number(grade.points)}/{_number(grade.max_points)}",
        *(str(number) if number else "·" for number in numbers),
        grade.outcome.replace("_", " "),
    )


def _number(value: float) -> str:
    return f"{value:g}"
