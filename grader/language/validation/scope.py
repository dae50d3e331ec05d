"""What stands at a check's disposal: rows, drafts and results."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from grader.language.checks import PythonCheck, ScenarioCheck
from grader.language.references import Reference, in_text, reference
from grader.language.rows import MOST_ROWS, most_rows
from grader.language.validation.names import Names, Report
from grader.language.validation.rows import Rows
from grader.language.yaml_positions import Path
from grader.wording import shown, unknown


@dataclass
class Scope:
    """What a check can refer to as it is read: rows of its data, drafts, and results of acts so far."""

    names: Names
    hidden: bool
    report: Report
    functions_of_checks: frozenset[str] | None = None  # of `checks.py` beside the file; None without it
    stored: dict[str, str] = field(default_factory=dict)  # row → model
    drafts: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    entered: set[str] = field(default_factory=set)

    def read_rows(self, spec: ScenarioCheck | PythonCheck, path: Path) -> None:
        """Read the rows of a check."""
        uses_size, most = False, 0
        for key, found in (("data", self.stored), ("drafts", self.drafts)):
            items = getattr(spec, key)
            if isinstance(items, str):
                if items not in self.names.data:
                    self.report((*path, key), unknown("data", items, self.names.data))
                    continue
                rows = Rows(self.names.models, lambda *_: None, self.stored)  # told where it is defined
                rows.check(self.names.data[items], ())
            else:
                rows = Rows(self.names.models, self.report, self.stored)
                rows.check(items, (*path, key))
            found.update(rows.given)
            uses_size |= rows.uses_size
            most += most_rows(rows.groups, max(spec.sizes, default=1))
            if most > MOST_ROWS:
                self.report(
                    (*path, key), f"more than {MOST_ROWS} rows may be drawn; a check begins with fewer"
                )
                break
        for name in self.stored.keys() & self.drafts.keys():
            self.report((*path, "drafts"), f"`{name}` is a row of `data:` already")
        if uses_size and not spec.sizes:
            self.report(path, "the data uses `size`, so the check needs `sizes:`, such as [2, 8, 32]")
        if spec.sizes and not uses_size:
            self.report(
                (*path, "sizes"), "no row of the data has the count `size`, so `sizes:` changes nothing"
            )

    def values(self, value: Any, path: Path) -> None:
        """References in arguments and expectations: rows, their columns, results and what hangs on them."""
        if isinstance(value, dict):
            for key, item in value.items():
                self.values(key, (*path, key))
                self.values(item, (*path, key))
        elif isinstance(value, list):
            for i, item in enumerate(value):
                self.values(item, (*path, i))
        elif ref := reference(value):
            self._value(ref, path)
        elif isinstance(value, str):
            self._text(value, path)

    def _text(self, value: str, path: Path) -> None:
        """The columns of rows that are written into a text."""
        for ref in in_text(value):
            if ref.name in self.kept or not ref.path:
                self.report(
                    path, f"`{ref}` cannot be written into a text; a column of a row can: `${{ada.name}}`"
                )
            else:
                self._value(ref, path)

    def _value(self, ref: Reference, path: Path) -> None:
        if ref.name in self.kept:
            return
        model = self.stored.get(ref.name) or self.drafts.get(ref.name)
        if model is None:
            known = [*self.stored, *self.drafts, *self.kept]
            self.report(path, unknown("row or result", ref.name, known))
        elif ref.path and (len(ref.path) > 1 or ref.path[0] not in self.names.models[model].columns):
            known = [*self.names.models[model].columns]
            self.report(path, unknown("column", ".".join(ref.path), known, f"of `{model}`"))
        elif not ref.path and ref.name in self.drafts:
            self.report(path, f"`{ref}` is a draft and not stored: use its columns, such as `{ref}.name`")

    def stored_row(self, text: str, path: Path) -> str:
        """The model of a named row of the data; empty, and a fault, where it is none."""
        ref = reference(text)
        if ref is None or ref.path:
            self.report(path, f"a row of the data is named here, such as `$its_name`, not {shown(text)}")
            return ""
        if ref.name not in self.stored:
            self.report(path, unknown("row", ref.name, self.stored, "of the data"))
            return ""
        return self.stored[ref.name]
