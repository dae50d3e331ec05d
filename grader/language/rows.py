"""The rows of ``data:`` and ``drafts:``: "3 authors with 2 posts each", read from YAML into groups.

An item names a model and says how many rows, or gives one row a name; other keys fix columns or say
what hangs on each row through a relationship::

    - Author: 3            # three rows
      posts: 0..4          # each with so many posts; the smallest and the largest number always occur
    - Author: ada          # one row named ada, to be used as $ada, $ada.id, ...
      name: Ada Lovelace   # a fixed value; all other columns are drawn
      posts:
        - Post: first
          comments: 0
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.language.inheritance import list_family
from grader.language.links import Holder, NoLinkError, link
from grader.language.models import Model
from grader.language.references import Reference, reference
from grader.language.yaml_positions import Path
from grader.wording import unknown

Report = Callable[[Path, str], None]
"""Takes a fault: where it is, and a sentence."""

MOST_ROWS = 10_000
"""Drawn for one run, links between rows included."""
_RANGE = re.compile(r"([0-9]{1,9})\.\.([0-9]{1,9})")
_NAME = re.compile(r"[a-z_]\w*")
_COUNT = "a number, a range such as `0..4`, or `size`"


@dataclass(frozen=True)
class Count:
    """How many rows: from ``low`` to ``high``, or the size of the run."""

    low: int = 1
    high: int = 1
    size: bool = False

    def most(self, size: int) -> int:
        return size if self.size else self.high


@dataclass(frozen=True)
class Group:
    """Rows of one model that are drawn alike. ``name`` only where it is one row. ``path``: where they stand
    in the document."""

    model: str
    count: Count
    name: str | None
    values: Mapping[str, Any]
    children: tuple[Children, ...]
    path: Path = ()


@dataclass(frozen=True)
class Children:
    """What hangs on each row of a group through a relationship: new rows, and rows named before."""

    relationship: str
    groups: tuple[Group, ...]
    named: tuple[Reference, ...]


def most_rows(groups: Iterable[Group], size: int) -> int:
    """How many rows and links may come of ``groups`` in a run of that size."""
    return sum(
        group.count.most(size)
        * (1 + sum(len(each.named) + most_rows(each.groups, size) for each in group.children))
        for group in groups
    )


def parse(
    items: tuple[dict[str, Any], ...], models: Mapping[str, Model], path: Path, report: Report
) -> tuple[Group, ...]:
    """The groups that ``items`` describe; faults go to ``report`` and leave their item out."""
    reader = _Reader(models, report)
    groups = (reader.group(item, (*path, i)) for i, item in enumerate(items))
    return tuple(group for group in groups if group)


@dataclass(frozen=True)
class _Reader:
    models: Mapping[str, Model]
    report: Report

    def group(self, item: object, path: Path) -> Group | None:
        if not isinstance(item, dict) or not item:
            self.report(path, "a row is a mapping that names a model, such as `- Author: 3`")
            return None
        model = next((key for key in item if key in self.models), None)
        if model is None:
            first = next(iter(item))
            self.report((*path, first), unknown("model", str(first), self.models))
            return None
        count, name = self._count_or_name(item[model], (*path, model))
        values: dict[str, Any] = {}
        children: list[Children] = []
        for key, value in item.items():
            if key in self.models[model].columns:
                values[key] = value
            elif key in self.models[model].relationships:
                children += self._children(model, key, value, (*path, key))
            elif key != model:
                known = [*self.models[model].columns, *self.models[model].relationships]
                self.report((*path, key), unknown("column or relationship", str(key), known, f"of `{model}`"))
        return Group(model, count, name, values, tuple(children), path)

    def _count_or_name(self, value: object, path: Path) -> tuple[Count, str | None]:
        if isinstance(value, str) and value != "size" and _NAME.fullmatch(value):
            return Count(), value
        count = _count(value)
        if count is None:
            self.report(path, f"how many rows is {_COUNT}; one row is given a name such as `ada`")
        return count or Count(), None

    def _children(self, model: str, name: str, value: object, path: Path) -> Iterator[Children]:
        """One, or none where it is faulty."""
        target = self.models[model].relationships[name].target
        try:
            holder = link(self.models, model, name).holder
        except (NoLinkError, KeyError):
            return  # told where the relationship is defined
        if found := reference(value):
            yield Children(name, (), (found,))
        elif holder is Holder.SELF:
            self.report(path, f"`{name}` is one row that stands before: `{name}: $its_name`")
        elif (count := _count(value)) is not None:
            yield Children(name, (Group(target, count, None, {}, (), path),), ())
        elif isinstance(value, list):
            yield self._listed(name, target, value, path)
        else:
            self.report(path, f"`{name}` is {_COUNT}, or a list of rows of `{target}`")

    def _listed(self, name: str, target: str, items: list[Any], path: Path) -> Children:
        named = tuple(found for item in items if (found := reference(item)))
        groups = []
        for i, item in enumerate(items):
            if reference(item):
                continue
            group = self.group(item, (*path, i))
            if group and group.model not in list_family(self.models, target):
                self.report((*path, i), f"`{name}` holds rows of `{target}`, not of `{group.model}`")
            elif group:
                groups.append(group)
        return Children(name, tuple(groups), named)


def _count(value: object) -> Count | None:
    if value == "size":
        return Count(size=True)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Count(value, value)
    found = _RANGE.fullmatch(value) if isinstance(value, str) else None
    if found and int(found[1]) <= int(found[2]):
        return Count(int(found[1]), int(found[2]))
    return None
