"""The line of the submission that an error is about: in its traceback, else by the names in its message. Pure."""

from __future__ import annotations

import re

from grader.worker.protocol import Imported, ModelReport, Raised, Where

_ATTRIBUTE = r"relationship (?P<model>\w+)\.(?P<attribute>\w+)"
_COLUMN = r"column '(?P<table>\w+)\.(?P<column>\w+)' could not find table"
_MODEL = r"Mapper\[(?P<model>\w+)\(\w+\)\]"


def find_place(raised: Raised, imported: Imported | None) -> Where | None:
    """The innermost line of the submission in the traceback. An error of the mapper or of a table has none: it names
    what it is about."""
    if raised.frames:
        return raised.frames[-1].where
    return _find_named(raised.message, imported) if imported else None


def find_column(imported: Imported, table: str, column: str) -> Where | None:
    """The line of the attribute that holds a column of a table."""
    model = next((m for m in imported.models if m.table == table), None)
    if model is None:
        return None
    attribute = next((name for name, held in model.columns.items() if held == column), "")
    return find_line(model, attribute)


def _find_named(message: str, imported: Imported) -> Where | None:
    if found := re.search(_ATTRIBUTE, message):
        return _find_attribute(imported, found["model"], found["attribute"])
    if found := re.search(_COLUMN, message):
        return find_column(imported, found["table"], found["column"])
    found = re.search(_MODEL, message)
    return _find_attribute(imported, found["model"], "") if found else None


def _find_attribute(imported: Imported, model: str, attribute: str) -> Where | None:
    return next((find_line(m, attribute) for m in imported.models if m.name == model), None)


def find_line(model: ModelReport, attribute: str) -> Where | None:
    """The line of an attribute of a model; that of its class where the source does not show it."""
    if model.where is None or attribute not in model.column_lines:
        return model.where
    return Where(model.where.file, model.column_lines[attribute])
