"""Faults in an exercise's files, in words: where, what was found, what is allowed, the nearest right name."""

from __future__ import annotations

import types
import typing
from typing import Any

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from grader.language.parts import PATTERNS
from grader.language.yaml_positions import Document, Fault, Path
from grader.wording import listed, nearest, shown

_WORDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a mapping (`key: value`)",
    "model_type": "a mapping (`key: value`)",
    "model_attributes_type": "a mapping (`key: value`)",
    "tuple_type": "a list",
    "string_too_short": "a text",
    "finite_number": "a number",
}
_BOUNDS = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")


def from_validation(error: ValidationError, document: Document, root: type[BaseModel]) -> list[Fault]:
    """pydantic's errors as faults of the YAML document that was validated against ``root``."""
    details = error.errors(include_url=False, include_context=True)
    return list(dict.fromkeys(_fault(detail, document, root) for detail in details))


def _fault(detail: ErrorDetails, document: Document, root: type[BaseModel]) -> Fault:
    path = _yaml_path(detail["loc"], document)
    return Fault(path, _message(detail, root), document.position(path))


def _yaml_path(location: tuple[int | str, ...], document: Document) -> Path:
    """pydantic's location without what the YAML does not have: union members and expanded shorthands."""
    path: Path = ()
    for step in location:
        if _is_tag(step):
            continue
        if step == "[key]" or (not document.has((*path, step)) and document.has(path)):
            continue
        path = (*path, step)
    return path


def _is_tag(step: object) -> bool:
    return isinstance(step, str) and step.startswith(("check:", "act:"))


def _message(detail: ErrorDetails, root: type[BaseModel]) -> str:
    kind, location, found = detail["type"], detail["loc"], detail["input"]
    if kind == "extra_forbidden":
        allowed = _allowed_keys(root, location[:-1])
        hint = nearest(str(location[-1]), allowed) or "."
        return f"unknown key `{location[-1]}`{hint} Allowed here: {listed(allowed)}"
    if kind == "missing":
        return f"the key `{location[-1]}` is missing"
    if kind == "literal_error":
        expected: str = detail.get("ctx", {}).get("expected", "")
        names = [_as_in_yaml(name.strip(" '")) for name in expected.replace(" or ", ",").split(",")]
        hint = nearest(str(found), names) or "."
        return f"{shown(found)} is not allowed here{hint} Allowed: {listed(names)}"
    if kind == "string_pattern_mismatch":
        return f"{PATTERNS[detail.get('ctx', {})['pattern']]} is expected here, not {shown(found)}"
    if kind == "no_check" and not isinstance(found, dict):
        return f"a check is a mapping (`key: value`), not {shown(found)}"
    if kind in ("no_act", "no_check"):
        kinds = detail["ctx"]["known"].split(",")
        words = found if isinstance(found, dict) else [found]
        return detail["msg"] + next((hint for word in words if (hint := nearest(str(word), kinds))), "")
    if kind == "too_short":
        return "at least one is needed here"
    if kind == "too_long":
        return f"at most {detail.get('ctx', {})['max_length']} are allowed here"
    if kind in _BOUNDS:
        return f"{detail['msg'].replace('Input should be', 'a number that is')} is expected here, not {shown(found)}"
    if kind in _WORDS:
        return f"{_WORDS[kind]} is expected here, not {shown(found)}"
    return f"{detail['msg'][:1].lower()}{detail['msg'][1:]}" + (
        "" if kind.startswith("no_") else f", not {shown(found)}"
    )


def _as_in_yaml(name: str) -> str:
    return "true" if name == "True" else name


def _allowed_keys(root: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The keys of the model that stands at ``location``."""
    annotation: Any = root
    for step in location:
        annotation = _descend(annotation, step)
    model = next((m for m in _members(annotation) if _is_model(m)), None)
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _descend(annotation: Any, step: int | str) -> Any:
    for member in _members(annotation):
        if _is_tag(step) and step in _tags(member):
            return typing.get_args(member)[0]
        if _is_model(member):
            fields = {field.alias or name: field for name, field in member.model_fields.items()}
            if step in fields:
                return fields[str(step)].annotation
        if typing.get_origin(member) in (tuple, dict):
            arguments = typing.get_args(member)
            return arguments[1] if typing.get_origin(member) is dict else arguments[0]
    return annotation


def _members(annotation: Any) -> list[Any]:
    """The types that an annotation can stand for, unions and ``Annotated`` opened (tagged ones kept)."""
    if typing.get_origin(annotation) is typing.Annotated and not _tags(annotation):
        return _members(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        return [found for member in typing.get_args(annotation) for found in _members(member)]
    return [annotation]


def _tags(annotation: Any) -> list[str]:
    return [mark.tag for mark in getattr(annotation, "__metadata__", ()) if isinstance(mark, Tag)]


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
