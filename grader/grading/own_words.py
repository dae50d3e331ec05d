"""A finding in the names that the submission has, where the exercise takes several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from grader.language.exercise import Exercise
from grader.model import Finding
from grader.running.own_names import OwnNames

_QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_LIST_OF_COLUMNS = re.compile(r"(?:.*\bcolumns )?\w+(?:, \w+)*")


def in_own_words(finding: Finding, names: OwnNames, exercise: Exercise) -> Finding:
    """What stands between quotes is a value, and stays."""
    words = _list_words(names)
    columns = dict(_list_columns(names, exercise))
    if not words and not columns:
        return finding

    def write(text: str | None, has_values: bool) -> str | None:
        return _write(text, words, columns, has_values) if text else text

    return replace(
        finding,
        message=_write(finding.message, words, columns, has_values=False),
        expected=write(finding.expected, has_values=True),
        actual=write(finding.actual, has_values=True),
        hint=write(finding.hint, has_values=False),
    )


def _list_words(names: OwnNames) -> dict[str, str]:
    """Names that say by themselves what they mean."""
    dotted = {
        f"{model}.{asked}": f"{names.models.get(model, model)}.{own}"
        for (model, asked), own in names.attributes.items()
    }
    return {**names.models, **names.functions, **names.requests, **dotted}


def _list_columns(names: OwnNames, exercise: Exercise) -> Iterator[tuple[str, str]]:
    """What objects have, where all models that have it call it alike: by itself it does not say of which it is."""
    asked = [(name, column) for name, model in exercise.models.items() for column in model.columns]
    asked += [(owner, name) for owner, _, name in (f.rpartition(".") for f in exercise.functions) if owner]
    for name in dict.fromkeys(name for _, name in asked):
        own = {names.attributes.get((model, name), name) for model, other in asked if other == name}
        if len(own) == 1 and own != {name}:
            yield name, own.pop()


def _write(text: str, words: Mapping[str, str], columns: Mapping[str, str], has_values: bool) -> str:
    if has_values and _LIST_OF_COLUMNS.fullmatch(text):
        return re.sub(r"\w+", lambda found: columns.get(found[0], words.get(found[0], found[0])), text)
    longest_first = sorted(words, key=len, reverse=True)
    parts = [
        _QUOTED if has_values else "(?!)",
        rf"(?<![\w.])(?P<word>{_any_of(longest_first)})(?![\w/])",
        rf"(?P<before>`\$?|\$\w+\.)?\b(?P<column>{_any_of(columns)})(?(before)(?=`|\(|\.)|(?==))",
    ]

    def fill(found: re.Match[str]) -> str:
        if found["word"]:
            return words[found["word"]]
        return (found["before"] or "") + columns[found["column"]] if found["column"] else found[0]

    return re.sub("|".join(parts), fill, text)


def _any_of(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, names)) or "(?!)"
