"""Texts of modules: where one stands, and what a module is when some are replaced and it names its mistake."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from grader.course.rejected.entries import Entry, Place


def where(text: str, body: str) -> list[int]:
    """Where a text stands, also where one overlaps the next."""
    return [found.start() for found in re.finditer(f"(?={re.escape(text)})", body)]


def changed(text: str, places: Sequence[Place], entry: Entry, is_first: bool) -> str:
    """A module of an entry. The first of a solution names the mistake, as a file in ``rejected/`` does."""
    docstring, body = divided(text)
    spans = sorted(((body.index(place.replace), place) for place in places), key=lambda span: span[0])
    for start, place in reversed(spans):
        body = body[:start] + place.with_ + body[start + len(place.replace) :]
    if not is_first:
        return docstring + body
    return _header(entry) + ("" if docstring else "\n\n") + body


def _header(entry: Entry) -> str:
    also = f"\n# also-fails: {', '.join(entry.also_fails)}" if entry.also_fails else ""
    return f'"""{_quotable(entry.says)}"""{also}'


def _quotable(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return text[:-1] + '\\"' if text.endswith('"') else text


def divided(text: str) -> tuple[str, str]:
    """The docstring of a module as it is written, if it has one, and what comes after it. Changes are made in that."""
    match _first_statement(text):
        case ast.Expr(value=ast.Constant(value=str()), end_lineno=int(line), end_col_offset=int(column)):
            lines = text.split("\n")
            last = lines[line - 1].encode()[:column].decode()
            docstring = "\n".join([*lines[: line - 1], last])
            return docstring, text[len(docstring) :]
    return "", text


def _first_statement(text: str) -> ast.stmt | None:
    try:
        return next(iter(ast.parse(text).body), None)
    except (SyntaxError, ValueError):
        return None
