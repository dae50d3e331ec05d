"""What all mappings of the language are made of: names, shorthands, and the keys that tell kinds apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema

_CHECK_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


_NAME = r"^[A-Za-z_]\w*$"


_DOTTED = r"^[A-Za-z_]\w*\.[A-Za-z_]\w*$"


_ORDER = r"^by [A-Za-z_]\w*( desc)?$"


_PATH = r"^/[^\s?#]*$"


REQUEST = r"^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /[^\s?#]*$"


_MAYBE_DOTTED = r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$"


_MODULE = r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$"


_FILE = r"^([A-Za-z_][\w-]*/)*[A-Za-z_]\w*\.py$"


_FOLDER = r"^[A-Za-z_][\w-]*(/[A-Za-z_][\w-]*)*$"


_DISTRIBUTION = r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$"


PATTERNS: Mapping[str, str] = {
    _CHECK_ID: "an id of small letters, digits and hyphens, such as `author-columns`,",
    _NAME: "a name of letters, digits and underscores",
    _DOTTED: "a model and something of it, such as `Author.name`,",
    _MODULE: "a module, or something of one such as `sqlalchemy.text`,",
    _FILE: "a Python file such as `dog.py`, by its place in the folder that is handed in,",
    _FOLDER: "a folder such as `homework_04`, by its place in the folder that is handed in,",
    _DISTRIBUTION: "the name of a package as pip installs it, such as `flask-sqlalchemy`,",
    REQUEST: "a method and a path, such as `GET /users/{ada.id}`,",
    _ORDER: "an order, such as `by title` or `by title desc`,",
    _PATH: "a path, such as `/users/{ada.id}`,",
    _MAYBE_DOTTED: "a name, or something of a model such as `Author.name`,",
}
"""What the patterns of the language ask for, in words."""


CheckId = Annotated[str, StringConstraints(pattern=_CHECK_ID)]


Name = Annotated[str, StringConstraints(pattern=_NAME)]


Dotted = Annotated[str, StringConstraints(pattern=_DOTTED)]


FileName = Annotated[str, StringConstraints(pattern=_FILE)]


FolderName = Annotated[str, StringConstraints(pattern=_FOLDER)]


Distribution = Annotated[str, StringConstraints(pattern=_DISTRIBUTION)]


ModuleName = Annotated[str, StringConstraints(pattern=_MODULE)]


OrderBy = Annotated[str, StringConstraints(pattern=_ORDER)]


UrlPath = Annotated[str, StringConstraints(pattern=_PATH)]


MaybeDotted = Annotated[str, StringConstraints(pattern=_MAYBE_DOTTED)]


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _one_or_more(value: object) -> object:
    return _as_tuple(value) if isinstance(value, list) else (value,)


class Or:
    """Where a value may also be something simpler than its type; ``simpler``: the JSON Schema of that, or
    None for one item of the list."""

    def __init__(self, simpler: Mapping[str, Any] | None = None) -> None:
        self.simpler = simpler

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        whole = handler(core)
        return {"anyOf": [whole["items"] if self.simpler is None else dict(self.simpler), whole]}


def shorthand(key: str, **schema: Any) -> tuple[BeforeValidator, Or]:
    """A value that is not a mapping stands for ``{key: value}``."""

    def expand(value: object) -> object:
        return value if isinstance(value, dict) else {key: value}

    return BeforeValidator(expand), Or(schema)


def word(key: str) -> tuple[BeforeValidator, Or]:
    """The key alone stands for a mapping in which nothing else is written."""

    def expand(value: object) -> object:
        return {key: None} if value == key else value

    return BeforeValidator(expand), Or({"const": key})


AsTuple = BeforeValidator(_as_tuple)


NOT_EMPTY = Field(min_length=1, json_schema_extra={"minItems": 1})


ONE_OR_MORE = (BeforeValidator(_one_or_more), Or())


class Part(BaseModel):
    """Any mapping of the language: unknown keys are faults, values keep their YAML type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def first_key(value: object, kinds: Iterable[str], what: str) -> str | None:
    """The discriminator of a union whose members are told apart by a key of their own."""
    keys = value if isinstance(value, dict) else getattr(type(value), "model_fields", {})
    return next((f"{what}:{key}" for key in kinds if key in keys), None)
