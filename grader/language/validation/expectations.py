"""Expectations: models, columns and rows that are there, and what they need besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.language import shapes
from grader.language.checks import ScenarioCheck
from grader.language.expectations import Expect
from grader.language.models import Model, Relationship
from grader.language.references import reference
from grader.language.results import KEYS, WITHOUT, is_any, is_at_least
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Path
from grader.wording import unknown


@dataclass(frozen=True)
class Expectations:
    """Checks what a check expects: results, rows, statements."""

    scope: Scope

    def result(self, value: Any, path: Path) -> None:
        """An expected result."""
        self.scope.values(value, path)
        self._expected_part(value, path)

    def _expected_part(self, value: Any, path: Path) -> None:
        if isinstance(value, dict) and "object" in value:
            self._expected_object(value, path)
        elif isinstance(value, dict) and is_at_least(value):
            self._expected_keys(value, path)
        elif isinstance(value, dict) and is_any(value):
            if value["any"] not in shapes.PLAIN:
                self.scope.report((*path, "any"), unknown("type", str(value["any"]), shapes.PLAIN))
        elif isinstance(value, dict):
            for key, item in value.items():
                self._expected_part(item, (*path, key))
        elif isinstance(value, list):
            for i, item in enumerate(value):
                self._expected_part(item, (*path, i))

    def _expected_keys(self, value: Mapping[Any, Any], path: Path) -> None:
        keys, without = value.get(KEYS, {}), value.get(WITHOUT, [])
        if isinstance(keys, dict):
            for key, item in keys.items():
                self._expected_part(item, (*path, KEYS, key))
        else:
            self.scope.report(
                (*path, KEYS), "the keys that a dict has at least are a mapping, such as {name: Ada}"
            )
        if not isinstance(without, list) or any(isinstance(key, dict | list) for key in without):
            self.scope.report(
                (*path, WITHOUT), "the keys that a dict must not have are a list, such as [password]"
            )

    def _expected_object(self, value: Mapping[Any, Any], path: Path) -> None:
        name = str(value["object"])
        model = self.scope.names.models.get(name)
        if model is None:
            self.scope.report((*path, "object"), unknown("model", name, self.scope.names.models))
            return
        known = [*model.columns, *model.relationships]
        for key, item in value.items():
            if key == "object":
                continue
            if key not in known:
                self.scope.report(
                    (*path, key), unknown("column or relationship", str(key), known, f"of `{name}`")
                )
            else:
                self._expected_part(item, (*path, key))

    def check(self, spec: ScenarioCheck, path: Path) -> None:
        """`expect:` of a scenario."""
        expect = spec.expect
        if expect.reference and not self.scope.hidden:
            self.scope.report(
                path, "a comparison with the reference is a hidden check: move it to hidden.yaml"
            )
        if expect.statements and expect.statements.growth and len(spec.sizes) < 2:
            self.scope.report((*path, "statements"), "growth needs two `sizes:` or more, such as [2, 8, 32]")
        if expect.rows is not None and expect.states_difference:
            self.scope.report(
                (*path, "rows"),
                "`rows:` says what there is, the others what became of the data: keep one of the two",
            )
        self._changed(expect, path)
        for key in ("rows", "added"):
            for model, rows in (getattr(expect, key) or {}).items():
                self._expected_rows(model, rows, (*path, key, model))

    def _changed(self, expect: Expect, path: Path) -> None:
        for row, stated in (expect.changed or {}).items():
            model = self.scope.stored_row(row, (*path, "changed", row))
            if model in self.scope.names.models:
                self.scope.values(stated, (*path, "changed", row))
                self._expected_columns(model, self.scope.names.models[model], stated, (*path, "changed", row))
        for i, row in enumerate(expect.removed or ()):
            self.scope.stored_row(row, (*path, "removed", i))

    def _expected_rows(self, name: str, rows: Sequence[Any], path: Path) -> None:
        model = self.scope.names.models.get(name)
        if model is None:
            self.scope.report(path, unknown("model", name, self.scope.names.models))
            return
        for i, row in enumerate(rows):
            self.scope.values(row, (*path, i))
            if isinstance(row, dict):
                self._expected_columns(name, model, row, (*path, i))
            elif (ref := reference(row)) is None or ref.path:
                self.scope.report(
                    (*path, i), "a row is a mapping of columns, or a row of the data such as `$ada`"
                )
            elif (model_of_row := self.scope.stored.get(ref.name, name)) != name:
                self.scope.report((*path, i), f"`{ref}` is a row of `{model_of_row}`: state it there")

    def _expected_columns(self, name: str, model: Model, row: Mapping[Any, Any], path: Path) -> None:
        """Columns of a stated row, and of the rows that it hangs on."""
        for key, value in row.items():
            if key in model.relationships:
                relationship = model.relationships[key]
                items = value if relationship.many and isinstance(value, list) else [value]
                if relationship.many and not isinstance(value, list):
                    self.scope.report((*path, key), f"`{key}` is a list of rows, such as [$its_name, ...]")
                    continue
                for item in items:
                    self._expected_related(key, relationship, item, (*path, key))
            elif key not in model.columns:
                known = [*model.columns, *model.relationships]
                self.scope.report(
                    (*path, key), unknown("column or relationship", str(key), known, f"of `{name}`")
                )
            else:
                self._expected_part(value, (*path, key))

    def _expected_related(self, key: str, relationship: Relationship, value: Any, path: Path) -> None:
        model = self.scope.names.models.get(relationship.target)
        if isinstance(value, dict) and model:
            self._expected_columns(relationship.target, model, value, path)
        elif reference(value) is None and (value is not None or relationship.many):
            null = "" if relationship.many else ", or null"
            self.scope.report(path, f"`{key}` is a row: `$its_name`, a mapping of its columns{null}")
