"""Faults of the entries of ``rejected.yaml``: names that nothing has, texts that do not stand exactly once."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.course.rejected.entries import Entry, Place, name_reference
from grader.course.rejected.replacing import divided, where
from grader.language.yaml_positions import Fault
from grader.language.yaml_positions import Path as YamlPath
from grader.wording import number, unknown

_SNAKE_CASE = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Known:
    """What an entry may name: checks of the exercise, modules of its references by their path below ``reference/``."""

    checks: frozenset[str]
    modules: Mapping[str, str]


def name_faults(entries: Sequence[Entry], taken: frozenset[tuple[str, str]]) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for index, entry in enumerate(entries):
        name = (entry.fails, entry.mistake)
        if name in seen:
            yield Fault((index, "mistake"), f"`{entry.fails}` has a mistake `{entry.mistake}` already")
        if name in taken:
            there = f"rejected/{entry.fails}/{entry.mistake}"
            yield Fault((index, "mistake"), f"{there} is a file or folder already; one of the two must go")
        seen.add(name)


def entry_faults(at: YamlPath, entry: Entry, places: Sequence[Place], known: Known) -> Iterator[Fault]:
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


def _wrong_keys(entry: Entry) -> str:
    """What is wrong with the keys of an entry taken together."""
    if entry.changes and (entry.replace is not None or entry.with_ is not None):
        return "either `replace` and `with`, or `changes`; not both"
    if not entry.changes and (entry.replace is None or entry.with_ is None):
        return "`replace` and `with` say what is changed, or `changes`, a list of several"
    if entry.in_ is None and not (entry.changes and all(change.in_ for change in entry.changes)):
        return "`in` says which module of reference/ is changed"
    return ""


def _module_faults(places: Sequence[Place], known: Known) -> Iterator[Fault]:
    for place in places:
        if place.module not in known.modules:
            message = unknown("module", place.module, known.modules, "of reference/")
            yield Fault((*place.at, "in"), message)
        elif name_reference(place) != name_reference(places[0]):
            message = f"{place.module} and {places[0].module} are not of one reference"
            yield Fault((*place.at, "in"), message)


def _text_faults(places: Sequence[Place], known: Known) -> Iterator[Fault]:
    """Texts that do not stand exactly once in their module, or that share a part."""
    spans: list[tuple[str, int, int]] = []
    for place in places:
        body = divided(known.modules[place.module])[1]
        found = where(place.replace, body)
        if len(found) != 1:
            message = _not_once(place, len(found), body)
            yield Fault((*place.at, "replace"), message)
            continue
        start, end = found[0], found[0] + len(place.replace)
        if any(place.module == module and start < e and s < end for module, s, e in spans):
            yield Fault((*place.at, "replace"), "this text and that of an earlier change share a part")
        spans.append((place.module, start, end))


def _not_once(place: Place, times: int, body: str) -> str:
    if times:
        return f"this text stands {number(times, 'time')} in reference/{place.module}: take in a line before or after it"
    message = f"this text does not stand in reference/{place.module}"
    if any(where(textwrap.indent(place.replace, " " * more), body) for more in range(1, 17)):
        return f"{message}, where it is indented further: begin the text with `|2` instead of `|`"
    return message
