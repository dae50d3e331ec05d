"""Text and files that commands write for people: from ``templates/``, and never over what is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from grader.errors import OperatorError


def rendered(template: str, **values: Any) -> str:
    """A template of ``templates/``, filled in. What is in the values is text as it stands."""
    return _environment().get_template(template).render(values)


def names_of_templates(folder: str) -> list[str]:
    """Every template below a folder of ``templates/``, such as ``new/``."""
    return _environment().list_templates(filter_func=lambda name: name.startswith(folder))


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, and the folders above it. Raises ``OperatorError``."""
    if path.is_symlink() or path.exists():
        raise already_there(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise OperatorError(
            f"{path} cannot be written: {error.strerror}", "Name another place, or make room there."
        ) from None


def already_there(path: Path, next_step: str = "Name another place, or move it.") -> OperatorError:
    """The refusal to write over something."""
    return OperatorError(f"{path} is there already", f"Nothing is overwritten. {next_step}")


@cache
def _environment() -> Environment:
    # Nothing here becomes HTML; each template says itself what must be quoted.
    return Environment(  # noqa: S701
        loader=PackageLoader("grader.commands"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
