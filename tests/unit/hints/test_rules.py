"""Every rule is triggered by its own example, and no rule before it takes the example away."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.hints import explain, limits
from grader.hints.rule import HintRule, Module
from grader.language.limits import Limits
from grader.worker.protocol import Imported, Raised
from tests.support.bench import SECONDS, Bench, call
from tests.support.hint_rules import RULES

EXAMPLES = [(rule, example) for rule in RULES for example in (rule.example, *rule.others)]
CALLED = [(rule, example) for rule, example in EXAMPLES if isinstance(example, str)]
IMPORTED = [(rule, example.source) for rule, example in EXAMPLES if isinstance(example, Module)]
BLOG = (Path(__file__).parent / "blog.py").read_text(encoding="utf-8")
ALLOWED = Limits().model_dump()


def write_submission() -> Iterator[str]:
    """The blog, with a function for each example that is called."""
    yield BLOG
    for number, (_, example) in enumerate(CALLED):
        body = textwrap.indent(textwrap.dedent(example).strip(), " " * 8)
        yield f"def example_{number}():\n    with Session(engine) as session:\n{body}\n"


def write_hint(rule: HintRule, imported: Imported, raised: Raised) -> str | None:
    hint = rule.write_hint(raised, imported, **(ALLOWED if rule in limits.RULES else {}))
    return hint.text if hint else None


def find_miss(rule: HintRule, imported: Imported, raised: Raised | None) -> str | None:
    """What keeps a rule from explaining the error of its example."""
    if raised is None:
        return "nothing was raised"
    error = f"{raised.type}: {raised.message}"
    tried = limits.RULES if rule in limits.RULES else explain.choose_rules(raised)
    first = next((other for other in tried if write_hint(other, imported, raised)), None)
    if first is None:
        return f"{error}\n... is not explained"
    if first is not rule:
        return f"{error}\n... is explained by {first.type}, {first.pattern!r}"
    hint, found = (
        write_hint(rule, imported, raised) or "",
        re.search(rule.pattern, raised.message, re.I | re.S),
    )
    unsaid = (
        [name for name, text in found.groupdict().items() if not text or text not in hint] if found else []
    )
    return f"{error}\n... is explained without {unsaid}" if unsaid else None


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
def test_examples_that_are_called(bench: Bench, driver: str) -> None:
    """An example raises the error that its rule explains: with either driver, on a real server, under real limits."""
    source = "\n".join(write_submission()).replace("postgresql://", f"postgresql+{driver}://")
    imported = bench.load(source)
    assert imported.raised is None
    run = bench.run(*(f"example_{number}" for number in range(len(CALLED))))
    told = ""
    for number, (rule, example) in enumerate(CALLED):
        observation = run.do(call(f"example_{number}"), SECONDS)
        if miss := observation.problem or find_miss(rule, imported, observation.raised):
            told += f"\n\n{rule.type}, {rule.pattern!r}\n{textwrap.dedent(example)}\n{miss}"
    assert not told, told


@pytest.mark.parametrize(("rule", "source"), IMPORTED, ids=[rule.type for rule, _ in IMPORTED])
def test_examples_that_are_imported(bench: Bench, rule: HintRule, source: str) -> None:
    """An example raises the error that its rule explains while it is imported."""
    imported = bench.load(source)
    assert find_miss(rule, imported, imported.raised) is None
