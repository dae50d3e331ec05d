"""A finding as lines of a terminal: a headline, the line of the source, expected beside actual, one next step."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from grader.reports.document import FindingPart, GradePart
from grader.reports.parts.files import read_line
from grader.reports.parts.prose import clean
from grader.wording import number

_INDENT = 4
_LABEL = 9
_MOST_LINES = 15
"""Of a finding, its check's hint and its lesson."""

_LEAST_LINES = 2
"""Of what was expected, and of what came instead, whatever else there is to say."""


@dataclass(frozen=True)
class Layout:
    """``width``: columns that lines are counted with, and broken at where ``wraps``. ``is_whole``: nothing is cut."""

    width: int
    wraps: bool
    is_whole: bool

    def paragraph(self, text: str, indent: int, style: str = "") -> Iterator[Text]:
        """Text of others on lines of its own."""
        for line in self._broken(clean(text), self.width - indent):
            yield Text(" " * indent).append(line, style=style)

    def finding(
        self, finding: FindingPart, grade: GradePart, hint: str | None = None, lesson: str | None = None
    ) -> Iterator[Text]:
        """``hint`` and ``lesson`` of the finding's check, where they are to stand below it."""
        head = [*self.paragraph(finding.message, _INDENT), *self._place(finding, grade)]
        labelled = (("next", finding.hint), ("hint", hint), ("lesson", lesson))
        end = [line for label, text in labelled if text for line in self._labelled(label, text, "cyan")]
        yield from head
        yield from self._beside(finding, _MOST_LINES - self._height([*head, *end]))
        yield from end

    def _place(self, finding: FindingPart, grade: GradePart) -> Iterator[Text]:
        """Where it is, the line itself, and a mark below its statement."""
        if finding.where is None:
            return
        place = f"{clean(finding.where.file)}:{finding.where.line}"
        yield Text(" " * _INDENT).append("--> ", style="blue").append(place, style="bold blue")
        source = read_line(finding, grade)
        if source and source.strip():
            most = self.width - _INDENT - 3
            shown = _shortened(clean(source.rstrip()).expandtabs(4), most)
            begin = len(shown) - len(shown.lstrip())
            yield Text(" " * _INDENT).append(" | ", style="blue").append(shown)
            yield (
                Text(" " * _INDENT)
                .append(" | ", style="blue")
                .append(" " * begin + "^" * (len(shown) - begin), style="red")
            )

    def _beside(self, finding: FindingPart, most: int) -> Iterator[Text]:
        """What was expected and what came, in no more lines than are left."""
        sides = [
            (label, text, style)
            for label, text, style in (
                ("expected", finding.expected, "green"),
                ("actual", finding.actual, "red"),
            )
            if text is not None
        ]
        left = max(most, _LEAST_LINES * len(sides))
        for i, (label, text, style) in enumerate(sides):
            share = left if i == len(sides) - 1 else left // 2
            lines = list(self._labelled(label, text, style, max(share, _LEAST_LINES)))
            left -= self._height(lines)
            yield from lines

    def _labelled(self, label: str, text: str, style: str, most: int | None = None) -> Iterator[Text]:
        """A label, and text beside it that may have several lines, of which no more than ``most`` are shown."""
        room = self.width - _INDENT - _LABEL
        lines = [part for line in clean(text).split("\n") for part in self._parts(line, room, most)]
        for i, line in enumerate(self._cut(lines, room, most)):
            yield Text(" " * _INDENT).append(f"{label if i == 0 else '':>8} ", style=style).append(line)

    def _parts(self, line: str, room: int, most: int | None) -> list[str]:
        if most is None or self.is_whole:
            return self._broken(line, room)
        return self._broken(_shortened(line, room * most), room)

    def _cut(self, lines: Sequence[str], room: int, most: int | None) -> list[str]:
        if most is None or self.is_whole or sum(_rows(line, room) for line in lines) <= most:
            return list(lines)
        kept: list[str] = []
        while lines and sum(_rows(line, room) for line in [*kept, lines[0]]) < most:
            kept.append(lines[0])
            lines = lines[1:]
        return [*kept, f"... {number(len(lines), 'more line')} (--verbose)"]

    def _broken(self, line: str, room: int) -> list[str]:
        """A line as it fits beside the left edge; whole where nothing is wrapped, and a link always."""
        if not self.wraps or "://" in line.split(" ", 1)[0]:
            return [line]
        indent = " " * (len(line) - len(line.lstrip()))
        return textwrap.wrap(line, max(room, 20), subsequent_indent=indent, drop_whitespace=True) or [""]

    def _height(self, lines: Sequence[Text]) -> int:
        return sum(_rows(line.plain, self.width) for line in lines)


def _rows(line: str, width: int) -> int:
    """Rows of a terminal that a line takes."""
    return max(1, -(-len(line) // max(width, 1)))


def _shortened(line: str, most: int) -> str:
    return line if len(line) <= most else f"{line[: max(most - 3, 0)]}..."
