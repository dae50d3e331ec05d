"""Prints reference.md, from the models that are the language: nothing in it is written by hand.

python docs/reference.py > docs/reference.md
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import Any

from grader.checks.imports import Imports
from grader.checks.registry import DOCUMENTS, KINDS
from grader.language.acts import ACTS, TRANSACT, Act
from grader.language.checks import Check, PartOfCheck
from grader.language.expectations import Expect, Statements
from grader.language.limits import Limits
from grader.language.models import Column, Function, Model, Parameter, Relationship
from grader.language.parts import CheckId, Name, Part

Schema = dict[str, Any]
"""A JSON Schema."""

HEAD = """\
# Every key of the language

Made by `python docs/reference.py` from the models in `grader/language/` and `grader/checks/`, which the grader reads exercises with.
[exercises.md](exercises.md) explains the language; `grader schema exercise` and `grader schema hidden` print the same
as JSON Schemas. Keys in **bold** are needed; in brackets stands what holds
where a key is left out.
"""
SECTIONS: tuple[tuple[str, type[Part]], ...] = (
    ("exercise.yaml", DOCUMENTS.exercise),
    ("hidden.yaml", DOCUMENTS.hidden),
    ("Limits", Limits),
    ("Model", Model),
    ("Column", Column),
    ("Relationship", Relationship),
    ("Function", Function),
    ("Parameter", Parameter),
    ("Every check", Check),
    *((f"Check: {kind.key}", kind.spec) for kind in KINDS),
    ("Part of a check", PartOfCheck),
    ("Every act", Act),
    *((f"Act: {key}", act) for key, act in (ACTS | TRANSACT).items()),
    ("Imports", Imports),
    ("Expect", Expect),
    ("Statements", Statements),
)
"""In the order in which an author meets them."""
EVERY: tuple[type[Part], ...] = (Check, Act)
"""Parts that others are made of: their keys are told once."""
PARTS = {part.__name__: part for _, part in SECTIONS}
TITLES = {part.__name__: title for title, part in SECTIONS}
WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "truth value",
    "object": "mapping",
}
NAMES = {kind.__metadata__[0].pattern: name for kind, name in ((CheckId, "id"), (Name, "name"))}


def main() -> int:
    sys.stdout.write("\n".join([HEAD, *(section(title, part) for title, part in SECTIONS)]))
    return 0


def section(title: str, part: type[Part]) -> str:
    """A heading, a sentence, and a table of the keys that are not told for every check or act."""
    schema = part.model_json_schema(by_alias=True)
    every = next((above for above in EVERY if issubclass(part, above) and part is not above), None)
    told = every.model_json_schema(by_alias=True)["properties"] if every else {}
    said = schema["description"].replace("``", "`") + (
        f" Besides the keys of {link(every.__name__)}:" if every else ""
    )
    required = schema.get("required", ())
    keys = sorted(
        (key for key in schema["properties"] if key not in told), key=lambda key: key not in required
    )
    rows = [row(key, schema["properties"][key], key in required) for key in keys]
    return "\n".join([f"## {title}", "", said, "", "| key | value | |", "|---|---|---|", *rows, ""])


def row(key: str, value: Schema, required: bool) -> str:
    name = f"**`{key}`**" if required else f"`{key}`"
    default = value.get("default")
    if isinstance(default, bool | int):
        default = json.dumps(default)
    kind = words(value) + (f" (`{default}`)" if isinstance(default, str) else "")
    return f"| {name} | {kind} | {value['description']} |"


def words(schema: Schema, many: bool = False) -> str:
    """What kind of value a JSON Schema asks for."""
    if choices := [choice for key in ("anyOf", "oneOf") for choice in schema.get(key, ())]:
        return alternatives(choices, many)
    if "$ref" in schema:
        return link(schema["$ref"].rpartition("/")[2], many)
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const'] if isinstance(schema['const'], str) else json.dumps(schema['const'])}`"
    if "patternProperties" in schema or isinstance(schema.get("additionalProperties"), dict):
        (item,) = schema.get("patternProperties", {"": schema.get("additionalProperties")}).values()
        return f"mapping{'s' if many else ''} of {words(item, many=True)}"
    if schema.get("type") == "array":
        return f"list{'s' if many else ''} of {words(schema['items'], many=True)}"
    word = NAMES.get(schema.get("pattern", ""), WORDS.get(schema.get("type", ""), "value"))
    return (f"{word}s" if many else word) + bounds(schema)


def alternatives(choices: Sequence[Schema], many: bool) -> str:
    """``this or that``; of all checks, or of all acts, only what they have in common."""
    shown = []
    for choice in choices:
        part = PARTS.get(choice.get("$ref", "").rpartition("/")[2])
        every = next((above for above in EVERY if part and issubclass(part, above)), None)
        if choice.get("type") != "null":
            shown.append(link(every.__name__, many) if every else words(choice, many))
    return " or ".join(dict.fromkeys(shown))


def bounds(schema: Schema) -> str:
    """``above 0, at most 600``, in brackets."""
    said = {"exclusiveMinimum": "above", "minimum": "at least", "maximum": "at most"}
    found = [f"{word} {schema[key]}" for key, word in said.items() if key in schema]
    return f", {', '.join(found)}" if found else ""


def link(part: str, many: bool = False) -> str:
    title = TITLES[part]
    anchor = re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
    shown = title.lower().removeprefix("every ") if many else title.lower()
    return f"[{shown}{'s' if many else ''}](#{anchor})"


if __name__ == "__main__":
    sys.exit(main())
