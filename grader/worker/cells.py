"""How a notebook is written as a module, so that a line of the module leads back to a cell and a line there.

The trusted side writes it, and the worker reads it. A module of a student's own that looks like one only has its places
called otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_HEADING = re.compile(r"# The code cells of (?P<notebook>[^\n/\\\0]+\.ipynb)$", re.IGNORECASE | re.MULTILINE)


def heading(notebook: str) -> str:
    """The first line of the module."""
    return f"# The code cells of {notebook}"


def cell_name(notebook: str, number: int) -> str:
    """What findings call a cell, as they call a file."""
    return f"{notebook}, cell {number}"


def cell_heading(notebook: str, number: int) -> str:
    """The line above a cell's."""
    return f"# {cell_name(notebook, number)}"


@dataclass(frozen=True)
class Cells:
    """The cells of a module, by the lines that stand above them."""

    notebook: str
    headings: tuple[int, ...]
    numbers: tuple[int, ...]

    def place(self, line: int) -> tuple[str, int]:
        """The cell's name, and the line in it. Above all cells it is the notebook's first line."""
        found = bisect_right(self.headings, line) - 1
        if found < 0:
            return self.notebook, 1
        return cell_name(self.notebook, self.numbers[found]), max(1, line - self.headings[found])


def is_heading(line: str) -> bool:
    return _HEADING.match(line) is not None


def read_cells(source: str) -> Cells | None:
    """None for a module that was no notebook."""
    if (found := _HEADING.match(source)) is None:
        return None
    above = re.compile(re.escape(f"# {found['notebook']}, cell ") + r"(\d{1,6})")
    lines = enumerate(source.split("\n"), 1)
    cells = [(at, int(cell[1])) for at, line in lines if (cell := above.fullmatch(line))]
    return Cells(found["notebook"], tuple(at for at, _ in cells), tuple(number for _, number in cells))
