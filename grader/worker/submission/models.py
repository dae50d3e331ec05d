"""The mapped classes of the submission, as the mapper constructs them, whatever style they are written in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Mapper

_mappers: list[Mapper[Any]] = []


def watch() -> None:
    """From now on remember every mapper that is made."""
    event.listen(Mapper, "after_mapper_constructed", lambda mapper, _: _mappers.append(mapper))


def mappers() -> list[Mapper[Any]]:
    """In the order in which they were made; a class with a primary mapper each."""
    return list(_mappers)
