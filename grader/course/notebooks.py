"""A notebook as a module: its code cells in their order. Read as text, never run.

Magics and lines for the shell are not Python: each is left out, and told. Python's own syntax tree is not asked for:
building it for a stranger's text can end the process (https://docs.python.org/3/library/ast.html#ast.parse).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grader.course.contents import NO_CODE
from grader.terminal import readable
from grader.wording import number
from grader.worker.cells import cell_heading, heading

_MAGIC = re.compile(
    r"[%!?]|(?:pip3?|conda) install\b|[\w.,\[\]]++(?: [\w.,\[\]]++)*+ ?= ?[%!]|[\w.*]++\?{1,2}\Z"
)
"""How a line begins, its indentation apart, that only Jupyter can read: a statement of Python never does."""
_TIMES = {"capture", "prun", "time", "timeit"}
"""Magics of a cell whose other lines are Python all the same."""
_MOST_TOLD = 5
_TOKEN = re.compile(rf"{NO_CODE.pattern} | [^\n'\"\#\\()\[\]{{}}]+ | .", re.VERBOSE | re.DOTALL)
_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_CODE = "code"


class NotReadableError(Exception):
    """No notebook of Python code; the message says what it is, after its name."""


@dataclass(frozen=True)
class Cell:
    """``number``: its place among all cells. ``left_out``: its lines that are not Python, by number."""

    number: int
    text: str
    left_out: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Notebook:
    name: str
    cells: tuple[Cell, ...]

    @property
    def module(self) -> str:
        parts = (f"{cell_heading(self.name, cell.number)}\n{cell.text}\n" for cell in self.cells)
        return f"{heading(self.name)}\n{''.join(parts)}"

    @property
    def notes(self) -> Iterator[str]:
        """For everybody: how the notebook was taken."""
        yield f"`{self.name}` is a notebook, which is graded as one module: {number(len(self.cells), 'code cell')} in their order."
        lines = [
            f"cell {cell.number}, line {at} (`{readable(line.strip()[:60])}`)"
            for cell in self.cells
            for at, line in cell.left_out
        ]
        if lines:
            more = f", and {len(lines) - _MOST_TOLD} more" if len(lines) > _MOST_TOLD else ""
            yield (
                f"Only Jupyter runs the lines with `%`, `!` and `?` of `{self.name}`. They are left out:"
                f" {'; '.join(lines[:_MOST_TOLD])}{more}."
            )


def read_notebook(name: str, content: bytes) -> Notebook:
    """Raises ``NotReadableError``."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise NotReadableError("is not a notebook that can be read: it is not JSON") from None
    cells = _cells(document)
    if cells is None:
        raise NotReadableError("is not a notebook that can be read: it has no cells")
    if (language := _language(document)) not in ("", "python"):
        raise NotReadableError(f"is a notebook in {readable(language)}, not in Python")
    found = tuple(
        _without_magics(place, text) for place, cell in enumerate(cells, 1) if (text := _code(cell)).strip()
    )
    if not found:
        raise NotReadableError("is a notebook without code")
    return Notebook(readable(name), found)


def _cells(document: Any) -> list[Any] | None:
    """Of version 3 in its one worksheet."""
    if isinstance(sheets := _get(document, "worksheets"), list) and sheets:
        document = sheets[0]
    cells = _get(document, "cells")
    return cells if isinstance(cells, list) else None


def _language(document: Any) -> str:
    metadata = _get(document, "metadata")
    said = _get(_get(metadata, "language_info"), "name") or _get(_get(metadata, "kernelspec"), "language")
    language = said.lower() if isinstance(said, str) else ""
    return "python" if language.startswith(("python", "ipython")) else language


def _code(cell: Any) -> str:
    """Empty for what is not code. A text may stand there in lines."""
    if _get(cell, "cell_type") != _CODE:
        return ""
    source = _get(cell, "source") or _get(cell, "input") or ""
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def _get(document: Any, key: str) -> Any:
    return document.get(key) if isinstance(document, dict) else None


# ---- what is not Python -----------------------------------------------------------------------------


def _without_magics(place: int, text: str) -> Cell:
    """Every line keeps its number."""
    if (found := re.match(r"\s*%%(\w*)", text)) and found[1] not in _TIMES:
        left_out = ((text[: found.start(1)].count("\n") + 1, f"{found[0].strip()} ..."),)
        return Cell(place, "\n".join("#" for _ in text.split("\n")), left_out)
    kept, left = list[str](), list[tuple[int, str]]()
    at, line = 0, 1
    while at < len(text):
        end = _end_of_magic(text, at)
        if end > at:
            left.append((line, text[at:end]))
            kept.append(_in_place_of(text[at:end]))
        else:
            end = _end_of_statement(text, at)
            kept.append(text[at:end])
        line += text.count("\n", at, end)
        at = end
    return Cell(place, "".join(kept), tuple(left))


def _end_of_magic(text: str, at: int) -> int:
    """Where a magic ends that begins at ``at``, and that may go on behind a backslash; ``at`` where there is none."""
    end = _end_of_line(text, at)
    if not _MAGIC.match(text[at:end].strip()):
        return at
    while end < len(text) and text[at:end].rstrip().endswith("\\"):
        at, end = end, _end_of_line(text, end)
    return end


def _end_of_line(text: str, at: int) -> int:
    return text.find("\n", at) + 1 or len(text)


def _in_place_of(magic: str) -> str:
    """In a block there may be nothing else, and before an import of ``__future__`` nothing may be."""
    first, *others = magic.split("\n")
    indent = first[: len(first) - len(first.lstrip())]
    return "\n".join([f"{indent}pass" if indent else "#", *("#" if other else "" for other in others)])


def _end_of_statement(text: str, at: int) -> int:
    """Behind the end of the first line that is in no bracket and no text."""
    depth = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        assert token
        at = token.end()
        depth = max(0, depth + _DEPTH.get(token[0], 0))
        if token[0] == "\n" and not depth:
            return at
    return at
