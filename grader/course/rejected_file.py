"""``solutions/<slug>/rejected.yaml``: rejected solutions that are a reference with a few lines replaced.

A text that is replaced must stand in its module exactly once: then an entry cannot come to mean another place when the
reference changes, and its author is told.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from grader.course import author_yaml
from grader.course.solutions import RejectedSolution, modules_of, references
from grader.errors import AuthorError
from grader.language.exercise import Exercise
from grader.language.yaml_positions import Document, Fault
from grader.language.yaml_positions import Path as YamlPath
from grader.wording import number, unknown

FILE = "rejected.yaml"
_NEXT_STEP = "docs/exercises.md shows one, under Solutions."
_SNAKE_CASE = re.compile(r"[^\W\d]\w*")
_AS_TUPLE = BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)

_Word = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
_Code = Annotated[str, StringConstraints(min_length=1)]


class _Change(BaseModel):
    """``replace`` stands once in the module ``in``, a path below ``reference/``; ``with`` takes its place."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    in_: Annotated[_Word | None, Field(alias="in")] = None
    replace: _Code
    with_: Annotated[str, Field(alias="with")]


class _Entry(BaseModel):
    """One of them: ``replace`` and ``with`` for a mistake in one place, ``changes`` for one in several."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    fails: _Word
    mistake: _Word
    says: _Word
    in_: Annotated[_Word | None, Field(alias="in")] = None
    replace: _Code | None = None
    with_: Annotated[str | None, Field(alias="with")] = None
    changes: Annotated[tuple[_Change, ...], _AS_TUPLE] = ()
    also_fails: Annotated[tuple[_Word, ...], _AS_TUPLE, Field(alias="also-fails")] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    rejected: Annotated[tuple[_Entry, ...], _AS_TUPLE]


@dataclass(frozen=True)
class _Place:
    """A change of an entry, and where in the document it stands."""

    at: YamlPath
    module: str
    replace: str
    with_: str


@dataclass(frozen=True)
class _Known:
    """What an entry may name: checks of the exercise, modules of its references by their path below ``reference/``."""

    checks: frozenset[str]
    modules: Mapping[str, str]


def read(exercise: Exercise, taken: frozenset[tuple[str, str]] = frozenset()) -> list[RejectedSolution]:
    """The entries for an exercise; none where there is no file. Raises ``AuthorError`` with all faults.

    ``taken``: checks and mistakes that have a file already.
    """
    path = exercise.solutions / FILE if exercise.solutions else None
    if exercise.solutions is None or path is None or not path.is_file():
        return []
    document = author_yaml.load(path, _NEXT_STEP)
    value = {"rejected": document.value}
    entries = author_yaml.validate(path, document, value, _File, _NEXT_STEP).rejected
    known = _Known(frozenset(check.id for check in exercise.checks), _modules(exercise))
    found = [*_name_faults(entries, taken)]
    solutions = []
    for index, entry in enumerate(entries):
        places = _places((index,), entry)
        wrong = [*_entry_faults((index,), entry, places, known)]
        found += wrong
        if not wrong:
            line = document.position((index,)).line
            solutions.append(_solution(entry, places, known, exercise.solutions / "reference", line))
    _refuse(path, document, found)
    return solutions


def _refuse(path: Path, document: Document, found: Sequence[Fault]) -> None:
    in_order = sorted(found, key=lambda fault: (document.position(fault.path).line, fault.message))
    author_yaml.refuse(path, document, in_order, _NEXT_STEP)


def _modules(exercise: Exercise) -> dict[str, str]:
    """The texts of all modules of the references."""
    folder = (exercise.solutions or Path()) / "reference"
    return {
        module.relative_to(folder).as_posix(): _text(module)
        for reference in references(exercise)
        for module in modules_of(reference)
    }


def _text(module: Path) -> str:
    try:
        return module.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AuthorError(f"{module} cannot be read: {error}") from None


def _places(at: YamlPath, entry: _Entry) -> list[_Place]:
    """The changes of an entry, whichever way it states them."""
    places = [
        _Place((*at, "changes", index), change.in_ or entry.in_ or "", change.replace, change.with_)
        for index, change in enumerate(entry.changes)
    ]
    if entry.replace is not None and entry.with_ is not None:
        places.append(_Place(at, entry.in_ or "", entry.replace, entry.with_))
    return places


# ---- faults -----------------------------------------------------------------------------------


def _name_faults(entries: Sequence[_Entry], taken: frozenset[tuple[str, str]]) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for index, entry in enumerate(entries):
        name = (entry.fails, entry.mistake)
        if name in seen:
            yield Fault((index, "mistake"), f"`{entry.fails}` has a mistake `{entry.mistake}` already")
        if name in taken:
            there = f"rejected/{entry.fails}/{entry.mistake}"
            yield Fault((index, "mistake"), f"{there} is a file or folder already; one of the two must go")
        seen.add(name)


def _entry_faults(at: YamlPath, entry: _Entry, places: Sequence[_Place], known: _Known) -> Iterator[Fault]:
    if entry.fails not in known.checks:
        yield Fault((*at, "fails"), unknown("check", entry.fails, known.checks))
    for name in entry.also_fails:
        if name not in known.checks:
            yield Fault((*at, "also-fails"), unknown("check", name, known.checks))
    if not _SNAKE_CASE.fullmatch(entry.mistake):
        yield Fault((*at, "mistake"), "a mistake has a name in snake_case, such as `never_commits`")
    if wrong := _wrong_keys(entry):
        yield Fault(at, wrong)
        return
    unknown_modules = [*_module_faults(places, known)]
    yield from unknown_modules
    if not unknown_modules:
        yield from _text_faults(places, known)


def _wrong_keys(entry: _Entry) -> str:
    """What is wrong with the keys of an entry taken together."""
    if entry.changes and (entry.replace is not None or entry.with_ is not None):
        return "either `replace` and `with`, or `changes`; not both"
    if not entry.changes and (entry.replace is None or entry.with_ is None):
        return "`replace` and `with` say what is changed, or `changes`, a list of several"
    if entry.in_ is None and not (entry.changes and all(change.in_ for change in entry.changes)):
        return "`in` says which module of reference/ is changed"
    return ""


def _module_faults(places: Sequence[_Place], known: _Known) -> Iterator[Fault]:
    for place in places:
        if place.module not in known.modules:
            message = unknown("module", place.module, known.modules, "of reference/")
            yield Fault((*place.at, "in"), message)
        elif _reference(place) != _reference(places[0]):
            message = f"{place.module} and {places[0].module} are not of one reference"
            yield Fault((*place.at, "in"), message)


def _text_faults(places: Sequence[_Place], known: _Known) -> Iterator[Fault]:
    """Texts that do not stand exactly once in their module, or that share a part."""
    spans: list[tuple[str, int, int]] = []
    for place in places:
        body = _divided(known.modules[place.module])[1]
        found = _where(place.replace, body)
        if len(found) != 1:
            message = _not_once(place, len(found), body)
            yield Fault((*place.at, "replace"), message)
            continue
        start, end = found[0], found[0] + len(place.replace)
        if any(place.module == module and start < e and s < end for module, s, e in spans):
            yield Fault((*place.at, "replace"), "this text and that of an earlier change share a part")
        spans.append((place.module, start, end))


def _not_once(place: _Place, times: int, body: str) -> str:
    if times:
        return f"this text stands {number(times, 'time')} in reference/{place.module}: take in a line before or after it"
    message = f"this text does not stand in reference/{place.module}"
    if any(_where(textwrap.indent(place.replace, " " * more), body) for more in range(1, 17)):
        return f"{message}, where it is indented further: begin the text with `|2` instead of `|`"
    return message


def _where(text: str, body: str) -> list[int]:
    """Where a text stands, also where one overlaps the next."""
    return [found.start() for found in re.finditer(f"(?={re.escape(text)})", body)]


# ---- a solution -------------------------------------------------------------------------------


def _solution(
    entry: _Entry, places: Sequence[_Place], known: _Known, folder: Path, line: int
) -> RejectedSolution:
    source = folder / _reference(places[0])
    first = source.name if source.is_file() else f"{source.name}/__init__.py"
    texts = {
        module: _changed(
            known.modules[module], [p for p in places if p.module == module], entry, module == first
        )
        for module in {first, *(place.module for place in places)}
    }
    return RejectedSolution(
        fails=entry.fails,
        mistake=entry.mistake,
        says=entry.says,
        also_fails=frozenset(entry.also_fails),
        place=f"{FILE}:{line}",
        source=source,
        texts={PurePosixPath(module): text for module, text in texts.items()},
    )


def _reference(place: _Place) -> str:
    """The reference that a module belongs to: itself, or its topmost folder."""
    return PurePosixPath(place.module).parts[0]


def _changed(text: str, places: Sequence[_Place], entry: _Entry, is_first: bool) -> str:
    """A module of an entry. The first of a solution names the mistake, as a file in ``rejected/`` does."""
    docstring, body = _divided(text)
    spans = sorted(((body.index(place.replace), place) for place in places), key=lambda span: span[0])
    for start, place in reversed(spans):
        body = body[:start] + place.with_ + body[start + len(place.replace) :]
    if not is_first:
        return docstring + body
    return _header(entry) + ("" if docstring else "\n\n") + body


def _header(entry: _Entry) -> str:
    also = f"\n# also-fails: {', '.join(entry.also_fails)}" if entry.also_fails else ""
    return f'"""{_quotable(entry.says)}"""{also}'


def _quotable(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return text[:-1] + '\\"' if text.endswith('"') else text


def _divided(text: str) -> tuple[str, str]:
    """The docstring of a module as it is written, if it has one, and what comes after it. Changes are made in that."""
    match _first_statement(text):
        case ast.Expr(value=ast.Constant(value=str()), end_lineno=int(line), end_col_offset=int(column)):
            lines = text.split("\n")
            last = lines[line - 1].encode()[:column].decode()
            docstring = "\n".join([*lines[: line - 1], last])
            return docstring, text[len(docstring) :]
    return "", text


def _first_statement(text: str) -> ast.stmt | None:
    try:
        return next(iter(ast.parse(text).body), None)
    except (SyntaxError, ValueError):
        return None
