"""The statements of a check as a reader wants them: grouped by the line that caused them, repeated ones folded."""

from __future__ import annotations

from dataclasses import dataclass

import sqlparse
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import SqlLexer

from grader.reports.document import CheckPart, RunPart, StatementPart

_MOST_CHARACTERS = 2000
_MOST_GROUPS = 20
_FORMATTER = HtmlFormatter(nowrap=True)


@dataclass(frozen=True)
class Folded:
    """One text, and how often it was sent from its line."""

    count: int
    html: Markup


@dataclass(frozen=True)
class Group:
    """What one line of the submission caused; ``where`` is empty where no line is known."""

    where: str
    count: int
    statements: tuple[Folded, ...]


@dataclass(frozen=True)
class Listing:
    """The statements of a run, the busiest line first. ``unlisted``: how many of ``count`` are in no group."""

    groups: tuple[Group, ...]
    count: int
    unlisted: int


def listing(check: CheckPart) -> Listing | None:
    """The statements of the largest run. None where nothing was sent."""
    largest = max(check.runs, key=lambda run: run.size or 0, default=None)
    if largest is None or largest.client == 0:
        return None
    groups = _groups(largest)
    listed = sum(statement.count for group in groups for statement in group.statements)
    return Listing(groups, largest.client, largest.client - listed)


def _groups(run: RunPart) -> tuple[Group, ...]:
    by_line: dict[str, dict[str, int]] = {}
    for statement in run.statements:
        texts = by_line.setdefault(_where(statement), {})
        texts[statement.sql] = texts.get(statement.sql, 0) + statement.executions
    busiest = sorted(by_line.items(), key=lambda line: -sum(line[1].values()))[:_MOST_GROUPS]
    return tuple(
        Group(
            where,
            sum(texts.values()),
            tuple(Folded(n, formatted(sql)) for sql, n in list(texts.items())[:_MOST_GROUPS]),
        )
        for where, texts in busiest
    )


def formatted(sql: str) -> Markup:
    """SQL on several lines, highlighted. What is too long is cut, and left as it was sent."""
    if len(sql) > _MOST_CHARACTERS:
        text = f"{sql[:_MOST_CHARACTERS]}\n... ({len(sql)} characters)"
    else:
        text = _broken(sql)
    return Markup(highlight(text, SqlLexer(), _FORMATTER).rstrip("\n"))  # noqa: S704 - Pygments escapes


def _broken(sql: str) -> str:
    try:
        return str(sqlparse.format(sql, reindent=True))
    except (sqlparse.exceptions.SQLParseError, RecursionError):
        return sql


def _where(statement: StatementPart) -> str:
    return f"{statement.where.file}:{statement.where.line}" if statement.where else ""
