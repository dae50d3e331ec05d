"""``[tool.grader]`` of a ``pyproject.toml``: defaults for the options of the commands."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from grader.errors import OperatorError
from grader.wording import unknown

OPTIONS = ("postgres", "image", "isolation")
"""The options that a course repository may set for everybody."""


def read(start: Path) -> Mapping[str, str]:
    """The settings of the nearest ``pyproject.toml`` at ``start`` or above that has any.

    Raises ``OperatorError`` for one that cannot be read, or for unknown settings.
    """
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        if path.is_file() and (found := _section(path)) is not None:
            return found
    return {}


def _section(path: Path) -> Mapping[str, str] | None:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}).get("grader")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OperatorError(f"{path} cannot be read: {error}") from None
    if found is None:
        return None
    for name, value in found.items():
        if name not in OPTIONS:
            raise OperatorError(f"{path}: [tool.grader]: {unknown('setting', name, OPTIONS)}")
        if not isinstance(value, str):
            raise OperatorError(f"{path}: [tool.grader]: `{name}` is a text, not {value!r}")
    return dict(found)
