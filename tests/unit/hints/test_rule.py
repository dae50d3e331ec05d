"""What patterns are looked for in is bounded, whatever a message says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from grader.hints import explain, limits, rule
from grader.hints.rule import MOST_SEARCHED, Hint, HintRule, searched
from grader.language.limits import Limits
from grader.worker.protocol import Frame, Raised, Where
from tests.support.hint_rules import RULES

KNOWN = sorted({(rule.type, rule.pattern) for rule in RULES if rule.pattern})
LONG = 300_000


def error(kind: str, message: str) -> Raised:
    frame = Frame(Where("ada.py", 1), "<module>", "x = 1")
    return Raised(kind, (kind, "DatabaseError", "Exception"), message, (frame,))


def hostile(pattern: str) -> Iterator[str]:
    """Texts that begin again and again what the pattern looks for, and end it nowhere, or only after it began."""
    literal = re.sub(r"\(\?P?<?\w+>|\\[bwsSW]|[\[\]()*+?|^$]", " ", pattern).replace("\\", "")
    parts = [part for part in re.split(r"\.|\s{2,}", literal) if part.strip()]
    for text in (literal, *parts, "".join(reversed(parts)), parts[0] + "(" + " " * 50 + '"'):
        yield (text * LONG)[:LONG]


@pytest.mark.parametrize(("kind", "pattern"), KNOWN, ids=str)
def test_patterns_are_looked_for_in_little(kind: str, pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a message of megabytes each pattern is given the same few characters, though it repeats what is looked for."""
    lengths: list[int] = []
    search = re.search

    def counted(pattern: str, text: str, flags: int = 0) -> re.Match[str] | None:
        lengths.append(len(text))
        return search(pattern, text, flags)

    monkeypatch.setattr(re, "search", counted)
    for message in hostile(pattern):
        explain.find_hint(error(kind, message))
        limits.find_hint(error(kind, message), Limits())
    assert lengths
    assert max(lengths) <= MOST_SEARCHED


def test_searched() -> None:
    """A message is left as it is unless it is long; of a long one both ends are kept, with a break between them."""
    short = error("KeyError", "x" * MOST_SEARCHED)
    assert short == searched(short)
    found = searched(error("KeyError", "begin" + "x" * LONG + "end")).message
    assert len(found) <= MOST_SEARCHED
    assert found.startswith("begin")
    assert found.endswith("end")
    assert rule._CUT in found


def test_a_pattern_at_either_end() -> None:
    """What stands at the beginning or the end of a long message is found."""
    hint = explain.find_hint(error("NameError", "name 'select' is not defined"))
    assert hint == explain.find_hint(error("NameError", "name 'select' is not defined" + "x" * LONG))
    assert hint == explain.find_hint(error("NameError", "x" * LONG + " name 'select' is not defined"))


def test_a_hint_with_what_was_found() -> None:
    """The hint holds what the pattern found."""
    assert Hint("use 7") == HintRule("KeyError", r"take (?P<n>\d)", "use {n}", "").write_hint(
        error("KeyError", "take 7")
    )
