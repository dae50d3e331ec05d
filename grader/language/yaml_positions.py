"""YAML with positions: the plain value of a document, and where each of its parts stands."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import Any

import yaml

Path = tuple[Any, ...]
"""The way to a part of a document: keys of mappings and indexes of lists."""

_MAX_NODES = 100_000  # aliases can make a short file expand without bound
_MAX_DEPTH = 50  # nor does an alias of what it stands in ever end
_MAX_DIGITS = (
    100  # Python writes out no number of more than 4,300 digits, and reads one of any length in hexadecimal
)
_HINTS = {
    "'\\t'": "; indent with spaces, not with tabs",
    "cannot start any token": "; put the text into quotes",
    "expected <block end>": "; is it indented like its neighbours?",
    "mapping values are not allowed here": "; a text with a colon in it needs quotes",
}
"""What to do about PyYAML's most common complaints; the first that fits."""
_TOO_DEEP = f"this is nested more than {_MAX_DEPTH} deep"
_MERGE = "tag:yaml.org,2002:merge"
_NO_VALUE = (ValueError, ArithmeticError, LookupError, AttributeError, TypeError)
"""What PyYAML raises for a scalar that its tag does not fit: ``2024-13-45``, ``!!timestamp soon``."""


@dataclass(frozen=True)
class Position:
    """A place in a file. ``line`` and ``column`` begin with 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in an exercise's file."""

    path: Path
    message: str
    position: Position | None = None


@dataclass(frozen=True)
class Document:
    """A YAML document. ``faults`` are what the text itself does wrong, such as a key given twice."""

    value: Any
    positions: dict[Path, Position]
    faults: tuple[Fault, ...]

    def position(self, path: Path) -> Position:
        """Where ``path`` stands; for a part that is not there, where the nearest part around it stands."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, Position(1, 1))

    def has(self, path: Path) -> bool:
        return path in self.positions


class _UnusableError(yaml.MarkedYAMLError):
    """YAML, but nothing that an exercise can be made of."""


def parse(text: str) -> Document:
    """The document in ``text``. A text that is no YAML gives a document of ``None`` and one fault."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            return Document(None, {}, (Fault((), "the file is empty", Position(1, 1)),))
        return _Reader().document(node)
    except _UnusableError as error:
        return Document(None, {}, (Fault((), str(error.problem), _position(error.problem_mark)),))
    except yaml.MarkedYAMLError as error:
        what = ", ".join(part for part in (error.context, error.problem) if part)
        what += next((hint for part, hint in _HINTS.items() if part in what), "")
        return Document(None, {}, (Fault((), f"this is no YAML: {what}", _position(_mark(error))),))
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        position = Position(before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"this is no YAML: the character #x{ord(text[error.position]):04x} is not allowed"
        return Document(None, {}, (Fault((), message, position),))
    except RecursionError:
        return Document(None, {}, (Fault((), _TOO_DEEP, _where_too_deep(text)),))


def _where_too_deep(text: str) -> Position:
    """Where a text is nested more deeply than PyYAML can compose. Its parser, which this asks, does not recurse."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH and (mark := event.start_mark):
            return Position(mark.line + 1, mark.column + 1)
    return Position(1, 1)


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _problem(value: object) -> str:
    """Why a value that YAML knows is of no use to an exercise; empty where it is."""
    match value:
        case str() if any("\ud800" <= c <= "\udfff" for c in value):
            return f"{ascii(value)[:60]} holds half of a character; write the character itself"
        case str() if "\0" in value:
            return f"{ascii(value)[:60]} holds the character 0, which PostgreSQL stores in no text"
        case int() if abs(value) >= 10**_MAX_DIGITS:
            return f"a number of more than {_MAX_DIGITS} digits cannot be used here"
        case float() if not math.isfinite(value):
            return f"{value} cannot be used here: write a finite number"
        case datetime.datetime() if not _is_a_moment(value):
            return f"{value} is before the year 1 or after 9999 in UTC"
        case bytes():
            return "`!!binary` cannot be used here: write a text"
    return ""


def _is_a_moment(value: datetime.datetime) -> bool:
    try:
        value.astimezone(datetime.UTC)
    except OverflowError:
        return False
    return True


def _mark(error: yaml.MarkedYAMLError) -> yaml.Mark | None:
    """Where an error is: for something that never ends, where it began."""
    ends = "stream end" in (error.problem or "") or "end of stream" in (error.problem or "")
    return error.context_mark if ends and error.context_mark else error.problem_mark


def _position(mark: yaml.Mark | None) -> Position:
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)


class _Reader:
    """Reads one tree of nodes; keeps positions and faults as it goes."""

    def __init__(self) -> None:
        self._constructor = yaml.SafeLoader("")
        self._positions: dict[Path, Position] = {}
        self._faults: list[Fault] = []
        self._nodes = 0

    def document(self, node: yaml.Node) -> Document:
        value = self._value(node, (), node.start_mark)
        return Document(value, self._positions, tuple(self._faults))

    def _value(self, node: yaml.Node, path: Path, mark: yaml.Mark) -> Any:
        self._nodes += 1
        if self._nodes > _MAX_NODES:
            raise _UnusableError(problem=f"the file has more than {_MAX_NODES} values", problem_mark=mark)
        if len(path) > _MAX_DEPTH:
            raise _UnusableError(problem=_TOO_DEEP, problem_mark=mark)
        self._positions[path] = _position(mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, i), item.start_mark) for i, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(path, "a key must be a plain value", key_node)
                continue
            if key_node.tag == _MERGE:
                self._fault(path, "`<<` merges nothing here; write the keys out", key_node)
                continue
            key = self._scalar(key_node)
            if key in result:
                self._fault((*path, key), f"the key `{key}` is given twice", key_node)
            else:
                result[key] = self._value(value_node, (*path, key), key_node.start_mark)
        return result

    def _scalar(self, node: yaml.Node) -> Any:
        value = self._constructed(node)
        if problem := _problem(value):
            raise _UnusableError(problem=problem, problem_mark=node.start_mark)
        return value

    def _constructed(self, node: yaml.Node) -> Any:
        try:
            return self._constructor.construct_object(node, deep=True)
        except yaml.YAMLError:
            raise
        except _NO_VALUE as error:
            problem = f"`{_shortened(node.value)}` is no {node.tag.rpartition(':')[2]}"
            problem += f" ({error})" if isinstance(error, ValueError) else ""
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark) from None

    def _fault(self, path: Path, message: str, node: yaml.Node) -> None:
        self._faults.append(Fault(path, message, _position(node.start_mark)))
