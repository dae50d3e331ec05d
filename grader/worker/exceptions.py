"""Names of classes and texts of exceptions, without giving a submission's classes a word in it."""

from __future__ import annotations

import re
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.worker.bounds import shortened
from grader.worker.places import PACKAGE, Places
from grader.worker.protocol import MAX_BASES, MAX_FRAMES, Frame, Raised

_MAX_MESSAGE = 4000
_MAX_NAME = 1000
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")
_PACKAGE_NAME = re.compile(rf"(?<='){PACKAGE}(?=['.])")
_INSTALLED = [Path(path) for name, path in sysconfig.get_paths().items() if name.endswith(("lib", "stdlib"))]
_type_name = type.__dict__["__name__"].__get__
_traceback: Callable[[BaseException], TracebackType | None] = BaseException.__dict__["__traceback__"].__get__
_filename: Callable[[BaseException], Any] = SyntaxError.__dict__["filename"].__get__
_line: Callable[[BaseException], Any] = SyntaxError.__dict__["lineno"].__get__
_type_mro = type.__dict__["__mro__"].__get__


def read_name(cls: type) -> str:
    """The name that the interpreter holds, not what a metaclass answers."""
    name: str = _type_name(cls)
    return shortened(clean(name), _MAX_NAME)


def list_bases(cls: type) -> tuple[type, ...]:
    bases: tuple[type, ...] = _type_mro(cls)
    return bases


def clean(text: str) -> str:
    """``text`` as a plain ``str`` that every encoding can write: half surrogates are spelt out."""
    plain: str = text if type(text) is str else str.__str__(text)
    return plain if plain.isascii() else plain.encode("utf-8", "backslashreplace").decode("utf-8")


def without_addresses(text: str) -> str:
    """The same object has another address each time, the same report must have the same text."""
    return _ADDRESS.sub("0x…", text)


def describe_exception(error: BaseException, places: Places) -> Raised:
    cls = type(error)
    return Raised(
        type=read_name(cls),
        bases=tuple(read_name(base) for base in list_bases(cls)[:MAX_BASES]),
        message=_message(error, places),
        frames=_frames(error, places),
    )


def without_paths(text: str, places: Places) -> str:
    """Where files lie on this machine is nothing to whoever handed them in; their own paths begin with their folder."""
    for folder in (places.root.parent, *_INSTALLED):
        text = text.replace(f"{folder}/", "") if folder != Path("/") else text
    return text


def _message(error: BaseException, places: Places) -> str:
    try:
        text: Any = str(error)
        text = shortened(str.__getitem__(text, slice(None)), _MAX_MESSAGE)
    except BaseException as second:
        return f"(its message cannot be read: {read_name(type(second))})"
    text = without_paths(without_addresses(clean(text)), places)
    return _PACKAGE_NAME.sub(places.root.stem, text) if issubclass(type(error), ImportError) else text


def _frames(error: BaseException, places: Places) -> tuple[Frame, ...]:
    frames: list[Frame] = []
    step = _traceback(error)
    while step is not None:
        code = step.tb_frame.f_code
        where = places.where(code.co_filename, step.tb_lineno)
        if where is not None:
            frames.append(
                Frame(where, clean(code.co_name), clean(places.source(code.co_filename, step.tb_lineno)))
            )
        step = step.tb_next
    return (*frames, *_syntax_frame(error, places))[-MAX_FRAMES:]


def _syntax_frame(error: BaseException, places: Places) -> tuple[Frame, ...]:
    """A file that Python cannot read has no frame of its own: the error holds its line."""
    if not issubclass(type(error), SyntaxError):
        return ()
    filename, line = _filename(error), _line(error)
    if type(filename) is not str:
        return ()
    line = line if type(line) is int else 1
    where = places.within(filename, line)
    return (Frame(where, "<module>", clean(places.source(filename, line))),) if where else ()
