"""The mapped classes of the submission, as the mapper constructs them, whatever style they are written in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Mapper, configure_mappers
from sqlalchemy.orm.interfaces import EXT_CONTINUE, EXT_SKIP

from grader.worker.places import read_module

_mappers: list[Mapper[Any]] = []
_left_out: set[str] = set()


def watch() -> None:
    """From now on remember every mapper that is made."""
    event.listen(Mapper, "after_mapper_constructed", lambda mapper, _: _mappers.append(mapper))


def leave_out(modules: Iterable[str]) -> None:
    """From now on the classes of modules that could not be imported are not there, however far these came."""
    _left_out.update(modules)


def configure() -> None:
    """Configure all mappers; where one that is left out stands in the way, the others."""
    try:
        configure_mappers()
    except Exception:
        if not _left_out:
            raise
        event.listen(Mapper, "before_mapper_configured", _skip_left_out, retval=True)
        configure_mappers()


def _skip_left_out(_: Mapper[Any], cls: type) -> Any:
    return EXT_SKIP if read_module(cls) in _left_out else EXT_CONTINUE


def mappers() -> list[Mapper[Any]]:
    """In the order in which they were made; a class with a primary mapper each."""
    return [mapper for mapper in _mappers if read_module(mapper.class_) not in _left_out]
