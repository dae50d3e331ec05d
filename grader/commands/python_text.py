"""Python as text for people, formatted as formatters do by default: lines of at most 88 characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

from grader.language.shapes import Shape
from grader.reports.parts.prose import clean

_WIDTH = 88
_NAMES: Mapping[str, str] = {
    "integer": "int",
    "text": "str",
    "boolean": "bool",
    "decimal": "Decimal",
    "json": "dict",
    "uuid": "UUID",
    "array of integer": "list[int]",
    "array of text": "list[str]",
    "nothing": "None",
}
"""Python's names for what the exercise's language calls otherwise."""


def annotation(shape: Shape) -> str:
    """A type such as ``list[Post]``, empty for anything at all."""
    if shape.of in ("any", "anything"):
        return "list" if shape.many else ""
    name = _NAMES.get(shape.of, shape.of)
    whole = f"list[{name}]" if shape.many else name
    return f"{whole} | None" if shape.or_null and whole != "None" else whole


def literal(text: str) -> str:
    """A text as Python writes it, in double quotes where that needs no escapes."""
    plain = text.isprintable() and '"' not in text and "\\" not in text
    return f'"{text}"' if plain else repr(text)


def definition(name: str, parameters: Sequence[str], returns: str, indent: int = 0) -> str:
    """The first line of a function that stands ``indent`` deep, broken where it would be too long."""
    arrow = f" -> {returns}" if returns else ""
    room = _WIDTH - indent
    listed = ", ".join(parameters)
    if len(line := f"def {name}({listed}){arrow}:") <= room or not parameters:
        return line
    if len(line := f"    {listed}") > room:
        line = "\n".join(f"    {parameter}," for parameter in parameters)
    return f"def {name}(\n{line}\n){arrow}:"


def docstring(paragraphs: Sequence[str], points: Sequence[str] = (), indent: int = 0) -> str:
    """A docstring of any text: sentences, and a list at its end."""
    room = _WIDTH - indent
    parts = [_wrapped(_sentence(paragraph), room - len('"""')) for paragraph in paragraphs]
    if points:
        parts.append("\n".join(_wrapped(point, room, "- ", "  ") for point in points))
    whole = _escaped("\n\n".join(parts))
    ends = "\n" if "\n" in whole or whole.endswith('"') or len(whole) + 6 > room else ""
    return f'"""{whole}{ends}"""'


def todo(text: str, indent: int = 0) -> list[str]:
    """Lines of a comment on what is still to be written."""
    return _wrapped(text, _WIDTH - indent, "# TODO: ", "#     ").split("\n")


def _wrapped(text: str, width: int, first: str = "", later: str = "") -> str:
    return fill(
        clean(text),
        width,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _sentence(text: str) -> str:
    return f"{text}." if text[-1:].isalnum() else text


def _escaped(text: str) -> str:
    """Text that neither ends a docstring nor means anything but itself in one."""
    return text.replace("\\", "\\\\").replace('"""', r"\"\"\"")
