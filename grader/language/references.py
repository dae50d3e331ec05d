"""References in YAML: ``$ada.id`` is something with a name, then attributes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

_REFERENCE = re.compile(r"\$([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)*)")


class Reference(BaseModel):
    """``$ada.id``: something with a name, then attributes of it."""

    model_config = ConfigDict(frozen=True)

    name: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "$" + ".".join((self.name, *self.path))


def reference(value: object) -> Reference | None:
    """The reference that a YAML string is, or None for plain text (``$$x`` is the text ``$x``)."""
    found = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    return Reference(name=found[1], path=tuple(found[2].split(".")[1:])) if found else None


_IN_TEXT = re.compile(r"\$?\$\{([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\}")


def in_text(text: str) -> Iterator[Reference]:
    """What a text takes its words from: ``${ada.name} owns it`` those of ``$ada.name``."""
    for found in _IN_TEXT.finditer(text):
        if not found[0].startswith("$$"):
            yield _dotted(found[1])


def written_out(text: str, value: Callable[[Reference], Any]) -> str:
    """A text of YAML that is no reference: with ``value`` of what stands in it, and without the escapes."""
    head = "$" if text.startswith("$$") and not _IN_TEXT.match(text) else ""

    def fill(found: re.Match[str]) -> str:
        return found[0][1:] if found[0].startswith("$$") else str(value(_dotted(found[1])))

    return head + _IN_TEXT.sub(fill, text.removeprefix("$$") if head else text)


def _dotted(names: str) -> Reference:
    name, *path = names.split(".")
    return Reference(name=name, path=tuple(path))


_PLACE = re.compile(r"\{([^{}]*)\}")


def places(path: str) -> tuple[str, ...]:
    """What stands in braces in a path or a header, as references: ``{ada.id}`` is ``$ada.id``."""
    return tuple(f"${inside}" for inside in _PLACE.findall(path))


def split(text: str) -> tuple[str, ...]:
    """A text with places in it as its parts, in their order: ``/users/{ada.id}`` is ``/users/``, ``$ada.id``."""
    if reference(text):
        return (text,)
    parts = _PLACE.split(text)  # every other one stood in braces
    return tuple(f"${part}" if i % 2 else part for i, part in enumerate(parts) if part)


def references(value: object) -> Iterator[Reference]:
    """Every reference in a YAML value, keys of mappings included."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from references(key)
            yield from references(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from references(item)
    elif found := reference(value):
        yield found
    elif isinstance(value, str):
        yield from in_text(value)
