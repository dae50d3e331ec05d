"""A finding in the names that the submission has, where the exercise takes several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from grader.language.exercise import Exercise
from grader.model import Finding
from grader.running.own_names import OwnNames

_VALUE = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_LIST = re.compile(r".*\bcolumns \w+(?:, \w+)*|\w+(?:, \w+)+")
"""Columns, as findings list them."""


def in_own_words(finding: Finding, names: OwnNames, exercise: Exercise) -> Finding:
    """What stands in quotes in what was expected or found is a value, and stays."""
    words = _Words(dict(_list_clear(names)), dict(_list_marked(names, exercise)))
    if not words.clear and not words.marked:
        return finding
    return replace(
        finding,
        message=words.write_sentence(finding.message),
        expected=finding.expected and words.write_values(finding.expected),
        actual=finding.actual and words.write_values(finding.actual),
        hint=finding.hint and words.write_sentence(finding.hint),
        outline=finding.outline and in_own_words(finding.outline, names, exercise),
    )


def _list_clear(names: OwnNames) -> Iterator[tuple[str, str]]:
    """Names that say by themselves what they mean, wherever they stand."""
    yield from names.models.items()
    yield from names.requests.items()
    for (model, asked), own in names.attributes.items():
        yield f"{model}.{asked}", f"{names.models.get(model, model)}.{own}"


def _list_marked(names: OwnNames, exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Names that may be words of the language too: functions; and what objects have, where all models that have it call it
    alike, for by itself it does not say of which it is."""
    yield from names.functions.items()
    asked = [(name, column) for name, model in exercise.models.items() for column in model.columns]
    asked += [(owner, name) for owner, _, name in (f.rpartition(".") for f in exercise.functions) if owner]
    for name in dict.fromkeys(name for _, name in asked):
        own = {names.attributes.get((model, name), name) for model, other in asked if other == name}
        if len(own) == 1 and own != {name}:
            yield name, own.pop()


@dataclass(frozen=True)
class _Words:
    """``marked``: they count in back quotes, before a bracket, and before a value."""

    clear: dict[str, str]
    marked: dict[str, str]

    def write_sentence(self, text: str) -> str:
        return self._write(text, "(?!)")

    def write_values(self, text: str) -> str:
        if _LIST.fullmatch(text):
            every = {**self.clear, **self.marked}
            return re.sub(r"\w+", lambda found: every.get(found[0], found[0]), text)
        return self._write(text, _VALUE)

    def _write(self, text: str, passed_over: str) -> str:
        longest_first = sorted(self.clear, key=len, reverse=True)
        parts = [
            passed_over,
            rf"(?<![\w.])(?P<clear>{_any_of(longest_first)})(?![\w/])",
            rf"(?P<before>`)?(?<![\w.])(?P<marked>{_any_of(self.marked)})(?(before)(?=[`(.])|(?=[=(]))",
        ]
        return re.sub("|".join(parts), self._fill, text)

    def _fill(self, found: re.Match[str]) -> str:
        if found["clear"]:
            return self.clear[found["clear"]]
        return (found["before"] or "") + self.marked[found["marked"]] if found["marked"] else found[0]


def _any_of(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, names)) or "(?!)"
