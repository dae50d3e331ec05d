"""The mapped classes of the submission, as the mapper constructs them, whatever style they are written in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Mapper

from grader.worker.places import read_module

_mappers: list[Mapper[Any]] = []
_left_out: set[str] = set()


def watch() -> None:
    """From now on remember every mapper that is made."""
    event.listen(Mapper, "after_mapper_constructed", lambda mapper, _: _mappers.append(mapper))


def leave_out(modules: Iterable[str]) -> None:
    """From now on the classes of modules that could not be imported are not there, however far these came."""
    _left_out.update(modules)


def mappers() -> list[Mapper[Any]]:
    """In the order in which they were made; a class with a primary mapper each."""
    return [mapper for mapper in _mappers if read_module(mapper.class_) not in _left_out]
