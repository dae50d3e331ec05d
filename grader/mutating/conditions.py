"""Conditions: and for or, and comparisons that are off by one case."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import libcst as cst

from grader.mutating.contract import atom, called

_EQUALITY: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.Equal: cst.NotEqual,
    cst.NotEqual: cst.Equal,
}
_BOUNDS: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.LessThan: cst.LessThanEqual,
    cst.LessThanEqual: cst.LessThan,
    cst.GreaterThan: cst.GreaterThanEqual,
    cst.GreaterThanEqual: cst.GreaterThan,
}


def swap_and_or(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Any of the conditions is enough where all were needed, or the other way round."""
    if isinstance(node, cst.Call) and called(node) in ("and_", "or_") and len(node.args) > 1:
        # An operator, since the other function may not be imported.
        other = cst.BitOr() if called(node) == "and_" else cst.BitAnd()
        joined = reduce(
            lambda left, right: cst.BinaryOperation(left, other, right), [atom(a.value) for a in node.args]
        )
        yield atom(joined)
    elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitAnd):
        yield node.with_changes(operator=cst.BitOr())
    elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        yield node.with_changes(operator=cst.BitAnd())
    elif isinstance(node, cst.BooleanOperation):
        other_word = cst.Or() if isinstance(node.operator, cst.And) else cst.And()
        yield node.with_changes(operator=other_word)


def negate_equality(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What was equal is unequal, or the other way round."""
    yield from _compared(node, _EQUALITY)


def move_bound(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A bound is counted in that was left out, or the other way round."""
    yield from _compared(node, _BOUNDS)


def _compared(
    node: cst.CSTNode, other: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]]
) -> Iterator[cst.CSTNode]:
    if isinstance(node, cst.Comparison):
        for target in node.comparisons:
            if new := other.get(type(target.operator)):
                yield node.with_deep_changes(target, operator=new())
