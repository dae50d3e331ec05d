"""What ``rejected.yaml`` holds: entries, each a reference with a few texts replaced."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from grader.language.yaml_positions import Path as YamlPath

_AS_TUPLE = BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)

_Word = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
_Code = Annotated[str, StringConstraints(min_length=1)]


class Change(BaseModel):
    """``replace`` stands once in the module ``in``, a path below ``reference/``; ``with`` takes its place."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    in_: Annotated[_Word | None, Field(alias="in")] = None
    replace: _Code
    with_: Annotated[str, Field(alias="with")]


class Entry(BaseModel):
    """One of them: ``replace`` and ``with`` for a mistake in one place, ``changes`` for one in several."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    fails: _Word
    mistake: _Word
    says: _Word
    in_: Annotated[_Word | None, Field(alias="in")] = None
    replace: _Code | None = None
    with_: Annotated[str | None, Field(alias="with")] = None
    changes: Annotated[tuple[Change, ...], _AS_TUPLE] = ()
    also_fails: Annotated[tuple[_Word, ...], _AS_TUPLE, Field(alias="also-fails")] = ()


class Entries(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    rejected: Annotated[tuple[Entry, ...], _AS_TUPLE]


@dataclass(frozen=True)
class Place:
    """A change of an entry, and where in the document it stands."""

    at: YamlPath
    module: str
    replace: str
    with_: str


def find_places(at: YamlPath, entry: Entry) -> list[Place]:
    """The changes of an entry, whichever way it states them."""
    places = [
        Place((*at, "changes", index), change.in_ or entry.in_ or "", change.replace, change.with_)
        for index, change in enumerate(entry.changes)
    ]
    if entry.replace is not None and entry.with_ is not None:
        places.append(Place(at, entry.in_ or "", entry.replace, entry.with_))
    return places


def name_reference(place: Place) -> str:
    """The reference that a module belongs to: itself, or its topmost folder."""
    return PurePosixPath(place.module).parts[0]
