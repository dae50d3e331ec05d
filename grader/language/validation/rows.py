"""Rows of `data:` and `drafts:`: names, parents, and values that fit their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.language import values
from grader.language.checks import RowItems
from grader.language.inheritance import list_family
from grader.language.links import Holder, link
from grader.language.models import Column, Model
from grader.language.references import Reference, in_text, reference, references
from grader.language.rows import Count, Group, parse
from grader.language.validation.names import SESSION, Names, Report
from grader.language.yaml_positions import Path
from grader.wording import shown, unknown


def check_data(data: Mapping[str, RowItems], names: Names, report: Report) -> None:
    for name, items in data.items():
        Rows(names.models, report).check(items, ("data", name))


class Rows:
    """Checks a list of rows and knows afterwards which names it gave."""

    def __init__(
        self, models: Mapping[str, Model], report: Report, before: Mapping[str, str] | None = None
    ) -> None:
        """``before``: rows of other lists that may be referred to, with their models."""
        self._models, self._report = models, report
        self._before = dict(before or {})
        self.given: dict[str, str] = {}  # row → model
        self.uses_size = False
        self.groups: tuple[Group, ...] = ()

    @property
    def names(self) -> Mapping[str, str]:
        """Every row that may be referred to."""
        return {**self._before, **self.given}

    def check(self, items: RowItems, path: Path) -> None:
        self.groups = parse(items, self._models, path, self._report)
        for group in self.groups:
            self._check_group(group, frozenset(), single=True)

    def _check_group(self, group: Group, given: frozenset[str], single: bool) -> None:
        """``single``: whether all that it hangs on is one row each."""
        path = group.path
        single = single and group.count == Count()
        self.uses_size |= group.count.size
        given = given | self._parents(group) | group.values.keys()
        for name, column in self._models[group.model].columns.items():
            if column.foreign_key and column.nullable is not True and name not in given:
                self._report(
                    path,
                    f"a row of `{group.model}` has no `{name}`: let it hang on its parent"
                    f" (a row of `{column.foreign_key.split('.')[0]}`), or give `{name}:`",
                )
        for name, value in group.values.items():
            self._check_value(group.model, name, value, (*path, name))
            column = self._models[group.model].columns[name]
            if (column.unique or column.primary_key) and not single:
                self._report((*path, name), f"`{name}` is unique, and several rows would have this value")
        if group.name:
            if group.name in self.given:
                self._report(path, f"two rows are named `{group.name}`")
            if group.name == SESSION:
                self._report(path, f"`${SESSION}` is the session: give the row another name")
            self.given[group.name] = group.model
        for children in group.children:
            at = (*path, children.relationship)
            self._check_children(group, children.relationship, children.named, at)
            found = link(self._models, group.model, children.relationship)
            for child in children.groups:
                if child.name and not single:
                    self._report(
                        child.path,
                        f"`{child.name}` would be the name of several rows: it hangs on several parents",
                    )
                self._check_group(child, frozenset(found.columns), single)

    def _parents(self, group: Group) -> frozenset[str]:
        held = (link(self._models, group.model, c.relationship) for c in group.children if c.named)
        return frozenset(column for found in held if found.holder is Holder.SELF for column in found.columns)

    def _check_children(self, group: Group, name: str, named: Sequence[Reference], path: Path) -> None:
        found = link(self._models, group.model, name)
        if named and found.holder is Holder.TARGET:
            self._report(path, f"`{name}` holds new rows; set the key in the row that holds it instead")
        target = self._models[group.model].relationships[name].target
        family = list_family(self._models, target)
        for ref in named:
            if ref.path:
                self._report(path, f"`{ref}` is a value; `{name}` needs a row such as `${ref.name}`")
            elif self.names.get(ref.name) not in family:
                rows = [row for row, model in self.names.items() if model in family]
                self._report(path, unknown("row", ref.name, rows, f"of `{target}` before this one"))

    def _check_value(self, model: str, name: str, value: Any, path: Path) -> None:
        column = self._models[model].columns[name]
        element = values.find_element(column)
        parts = [(path, value, column)]
        if element and isinstance(value, list):
            parts = [((*path, i), item, element) for i, item in enumerate(value)]
        for at, part, spec in parts:
            if reference(part) is None and not _fits(part, spec):
                self._report(at, f"{values.asked(spec)} is expected in `{model}.{name}`, not {shown(part)}")
        for ref in references(value):
            if ref.name not in self.names:
                self._report(path, unknown("row", ref.name, self.names, "before this one"))
            elif len(ref.path) != 1 or ref.path[0] not in self._models[self.names[ref.name]].columns:
                self._report(path, f"`{ref}` must be a column of a row, such as `${ref.name}.id`")


def _fits(value: Any, column: Column) -> bool:
    """How long a text is in which values of other rows stand, nobody knows yet."""
    is_written = isinstance(value, str) and any(in_text(value))
    return values.fits(value, column.model_copy(update={"length": None}) if is_written else column)
