"""The names that an exercise defines, and where faults are reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from grader.language.checks import RowItems
from grader.language.models import Function, Model
from grader.language.yaml_positions import Path
from grader.wording import unknown

Report = Callable[[Path, str], None]
SESSION = "session"
"""The parameter that the grader fills by the session rule, and what acts call the session itself."""
SESSION_STATES = ("new", "dirty", "deleted")
"""What can be read of the session: its objects by what the next flush will do with them."""


@dataclass(frozen=True)
class Names:
    """What the documents define, also where a definition itself is faulty: no fault is told twice."""

    models: Mapping[str, Model]
    functions: Mapping[str, Function]
    data: Mapping[str, RowItems]
    checks: Sequence[str]


def check_column_name(dotted: str, models: Mapping[str, Model], path: Path, report: Report) -> None:
    model, column = dotted.split(".")
    if model not in models:
        report(path, unknown("model", model, models))
    elif column not in models[model].columns:
        report(path, unknown("column", column, models[model].columns, f"of `{model}`"))
