"""Source → mutants: every mutation at every place, one at a time."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from grader.mutating.contract import Mutation
from grader.mutating.registry import MUTATIONS, OF_A_COLUMN, OF_A_MODEL

_MAIN = m.If(test=m.Comparison(left=m.Name("__name__")))
_CONTEXT = 1  # lines around a change that its diff shows


@dataclass(frozen=True)
class Mutant:
    """A source with one mistake. ``line`` is the first line of the original that differs, from 1;
    ``what`` says in a sentence what was done."""

    mutation: str
    what: str
    line: int
    before: str
    after: str

    @property
    def is_of_a_column(self) -> bool:
        """Whether it is a small mistake in a column."""
        return self.mutation in OF_A_COLUMN

    @property
    def is_of_a_model(self) -> bool:
        return self.mutation in OF_A_MODEL

    @property
    def text(self) -> str:
        """The line that was changed, as it stands in the original, without its indentation."""
        return self.before.splitlines()[self.line - 1].strip()

    @property
    def diff(self) -> list[str]:
        """What was changed, as a unified diff without the names of files."""
        lines = difflib.unified_diff(
            self.before.splitlines(), self.after.splitlines(), n=_CONTEXT, lineterm=""
        )
        return list(lines)[2:]


def mutants(source: str, mutations: Mapping[str, Mutation] = MUTATIONS) -> Iterator[Mutant]:
    """All mutants of a source, in the order of its places; no two are the same, and each is Python.

    Raises ``SyntaxError`` when the source is none.
    """
    try:
        module = cst.parse_module(source)
    except cst.ParserSyntaxError as error:
        raise SyntaxError(str(error)) from None
    seen = {source}
    for node in _nodes(module):
        for name, mutation in mutations.items():
            for changed in mutation(node):
                after = cst.ensure_type(module.deep_replace(node, changed), cst.Module).code
                if after not in seen and _is_python(after):
                    seen.add(after)
                    what = (mutation.__doc__ or "").strip()
                    yield Mutant(name, what, _first_changed(source, after), source, after)


def _nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """All nodes that are ever run: annotations say `|` too, and what is under `__main__` is nobody's business."""
    if isinstance(node, cst.Annotation) or m.matches(node, _MAIN):
        return
    yield node
    for child in node.children:
        yield from _nodes(child)


def _is_python(source: str) -> bool:
    try:
        compile(source, "<mutant>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def _first_changed(before: str, after: str) -> int:
    old, new = before.splitlines(), after.splitlines()
    changed = (number for number, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b)
    return next(changed, min(len(old), len(new) + 1))
