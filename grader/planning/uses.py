"""What a check uses of an exercise's models: what it lays, reads and compares. All else may be missing, or be otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from grader.language import shapes
from grader.language.acts import Append, Call, Enter, New, Read, Remove, Request, Set
from grader.language.exercise import Exercise
from grader.language.expectations import Expect
from grader.language.links import Holder, NoLinkError, link
from grader.language.references import Reference, places, reference, references
from grader.language.rows import Group

Uses = Mapping[str, frozenset[str]]
"""Columns, as attributes, by model. A model that is used has its primary key among them; one of which only the class is
needed has none."""


def find_uses(
    exercise: Exercise, groups: Iterable[Group], acts: Iterable[Any] = (), expects: Iterable[Expect] = ()
) -> Uses:
    """Of rows, acts, and what is expected of them."""
    found = _Uses(exercise)
    found.add_groups(groups)
    for act in acts:
        found.add_act(act)
    for expect in expects:
        found.add_expectations(expect)
    return {model: frozenset(columns) for model, columns in found.columns.items()}


def use_keys(exercise: Exercise, columns: Mapping[str, Iterable[str]]) -> Uses:
    """These columns, and the keys of their models."""
    return {
        model: frozenset({*exercise.models[model].primary_key, *names}) for model, names in columns.items()
    }


class _Uses:
    def __init__(self, exercise: Exercise) -> None:
        self._exercise, self._models = exercise, exercise.models
        self._names: dict[str, str] = {}  # of rows, and of what acts keep: its model
        self.columns: dict[str, set[str]] = {}

    # ---- rows ----

    def add_groups(self, groups: Iterable[Group]) -> None:
        for group in groups:
            self._add_row(group.model)
            if group.name:
                self._names[group.name] = group.model
            for name, value in group.values.items():
                self._add_column(group.model, name)
                self._add_value(value)
            for children in group.children:
                self._add_attribute(group.model, children.relationship)
                self.add_groups(children.groups)

    def _add_row(self, model: str) -> None:
        """By its key; one that no session knows, by all that it holds."""
        spec = self._models[model]
        self.columns.setdefault(model, set()).update(spec.primary_key if spec.mapped else spec.columns)

    def _add_column(self, model: str, name: str) -> None:
        self._add_row(model)
        self.columns[model].add(name)

    def _add_attribute(self, model: str, name: str) -> str | None:
        """A column, or a relationship with the key that makes it; gives the model that it leads to."""
        spec = self._models[model]
        if name in spec.columns:
            self._add_column(model, name)
        if name not in spec.relationships:
            return None
        target = spec.relationships[name].target
        self._add_row(model)
        self._add_row(target)
        try:
            found = link(self._models, model, name)
        except NoLinkError:
            return target
        if found.holder is not Holder.TABLE:
            child, parent = (model, target) if found.holder is Holder.SELF else (target, model)
            for column, to in zip(found.columns, found.points_to, strict=True):
                self._add_column(child, column)
                self._add_column(parent, to)
        return target

    # ---- acts ----

    def add_act(self, act: Any) -> None:
        match act:
            case Call():
                self._add_call(act)
            case Enter():
                self._add_value(act.arguments)
            case New():
                self._add_stated(act.new, act.arguments)
                self._keep(act.keep_as, act.new)
            case Read():
                self._keep(act.keep_as, self._add_path(reference(act.read)))
            case Set():
                self._add_path(reference(act.set))
                self._add_value(act.to)
            case Append(to=collection) | Remove(source=collection):
                self._add_path(reference(collection))
            case Request():
                self._add_value([*places(" ".join((act.request, *act.also_called))), act.query, act.body])
        self._add_value(getattr(act, "returns", None))

    def _add_call(self, act: Call) -> None:
        owner = act.call.partition(".")[0]
        if owner in self._models:
            self.columns.setdefault(owner, set())
        self._add_value(act.arguments)
        function = self._exercise.functions.get(self._exercise.called(act.call) or "")
        shape = shapes.parse(function.returns, self._models) if function and function.returns else None
        self._keep(act.keep_as, shape.of if shape else None)

    def _keep(self, name: str | None, model: str | None) -> None:
        if name and model in self._models:
            self._names[name] = str(model)

    # ---- what is stated ----

    def add_expectations(self, expect: Expect) -> None:
        for model, rows in {**(expect.rows or {}), **(expect.added or {})}.items():
            self._add_row(model)
            for row in rows:
                self._add_stated(model, row)
        for name, values in (expect.changed or {}).items():
            changed = self._names.get(name.lstrip("$"))
            if changed:
                self._add_stated(changed, values)

    def _add_stated(self, model: str, stated: Any) -> None:
        """A row as a mapping of columns and relationships, or by its name."""
        if not isinstance(stated, Mapping):
            self._add_value(stated)
            return
        self._add_row(model)
        for name, value in stated.items():
            target = self._add_attribute(model, name)
            for item in value if isinstance(value, list | tuple) else [value]:
                if target:
                    self._add_stated(target, item)
                else:
                    self._add_value(item)

    def _add_value(self, value: Any) -> None:
        """A value of YAML: what references in it lead to, and objects that are described."""
        if isinstance(value, Mapping) and value.get("object") in self._models:
            self._add_stated(value["object"], {k: v for k, v in value.items() if k != "object"})
            return
        for item in _items(value):
            self._add_value(item)
        for found in references(value) if isinstance(value, str) else ():
            self._add_path(found)

    def _add_path(self, found: Reference | None) -> str | None:
        """Gives the model of the objects at its end."""
        model = self._names.get(found.name) if found else None
        for name in found.path if found else ():
            if model is None:
                return None
            model = self._add_attribute(model, name)
        return model


def _items(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        yield from value
        yield from value.values()
    elif isinstance(value, list | tuple):
        yield from value
