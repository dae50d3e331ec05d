"""The exercise's rows do not fit into a submission's tables: which column of which model refuses them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.checks.contract import CheckInput
from grader.model import Finding, TableFacts

_MESSAGE = "The check could not insert its test rows into your tables."
_TOO_LONG = re.compile(
    r"table (?P<table>[\w.]+) .*value too long for type character varying\((?P<length>\d+)\)"
)
_REPEATED = "violates unique constraint"


def finding(problem: str, asked: CheckInput) -> Finding:
    """``problem``: which table, and what PostgreSQL said."""
    if short := _find_short(problem, asked):
        return short
    hint = "Compare the columns with the exercise: names, types, and which of them may be NULL."
    if _REPEATED in problem:
        hint = "The rows of the exercise repeat a value there. Is a column unique that the exercise does not name as such?"
    return Finding(_MESSAGE, actual=problem, hint=hint, is_obstacle=True)


_SHORT = 20
"""Characters below which a column hardly takes what people write: their names, their email addresses."""


def notes(asked: CheckInput) -> Iterator[str]:
    """Columns that the checks' texts are cut for."""
    for model, spec in asked.exercise.models.items():
        for name, column in spec.columns.items():
            found = asked.find_column(model, name) if column.type == "text" and not column.length else None
            length = found[0].columns[found[1]].length if found else None
            if length and length < _SHORT:
                where = asked.find_line(model, name)
                line = f"{where.file}:{where.line}: " if where else ""
                yield f"{line}`{model}.{name}` takes at most {length} characters. Is that enough for real texts?"


def _find_short(problem: str, asked: CheckInput) -> Finding | None:
    """The column that is too short for a text, where only one can be it."""
    told = _TOO_LONG.search(problem)
    if told is None:
        return None
    table = next((t for t in asked.submission.catalog.tables.values() if str(t.name) == told["table"]), None)
    short = list(_list_short(table, int(told["length"]), asked)) if table else []
    if len(short) != 1:
        return None
    ((model, attribute),) = short
    return Finding(
        message=f"`{model}.{attribute}` is too short for the texts of this check.",
        actual=f"at most {told['length']} characters",
        hint="Give the column more room, or leave the length out.",
        where=asked.find_line(model, attribute),
        is_obstacle=True,
    )


def _list_short(table: TableFacts, length: int, asked: CheckInput) -> list[tuple[str, str]]:
    """Models and attributes that hold the columns of that length."""
    models = asked.submission.imported.models if asked.submission.imported else ()
    columns = {name for name, column in table.columns.items() if column.length == length}
    return [
        (model.name, attribute)
        for model in models
        if model.table == table.name.name
        for attribute, column in model.columns.items()
        if column in columns
    ]
