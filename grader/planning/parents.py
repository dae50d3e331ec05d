"""Rows that must be there before a row of a model can be: what its foreign keys point to."""

from __future__ import annotations

from collections.abc import Mapping

from grader.language.models import Model
from grader.language.rows import Count, Group


def above(
    models: Mapping[str, Model], model: str, without: frozenset[str] = frozenset(), suffix: str = ""
) -> tuple[tuple[Group, ...], dict[str, str]]:
    """Rows to store first, the furthest first, and references to them for the model's own keys.

    ``without``: columns of ``model`` that get their value elsewhere. A key that points to its own model,
    or in a circle, gets none. ``suffix``: of the rows' names.
    """
    return _above(models, model, without, (model,), suffix)


def _above(
    models: Mapping[str, Model], model: str, without: frozenset[str], path: tuple[str, ...], suffix: str
) -> tuple[tuple[Group, ...], dict[str, str]]:
    groups: dict[str, Group] = {}
    values: dict[str, str] = {}
    for name, column in models[model].columns.items():
        parent, _, attribute = (column.foreign_key or "").partition(".")
        if not parent or parent in path or name in without:
            continue
        row = f"parent_{parent.lower()}{suffix}"
        if row not in groups:
            before, keys = _above(models, parent, frozenset(), (*path, parent), suffix)
            groups.update({group.name or "": group for group in before})
            groups[row] = Group(parent, Count(), row, keys, ())
        values[name] = f"${row}.{attribute}"
    return tuple(groups.values()), values


def joined(*parts: tuple[Group, ...]) -> tuple[Group, ...]:
    """Groups in order, each name once."""
    return tuple({group.name: group for part in parts for group in part}.values())
