"""What a mutation is, and the little grammar that mutations share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

import libcst as cst
import libcst.matchers as m

Mutation = Callable[[cst.CSTNode], Iterator[cst.CSTNode]]
"""Yields what may stand in place of a node, each with one mistake; nothing for a node that it does not mean.

Its docstring is one sentence, and tells an author what was done.
"""

PASS = cst.SimpleStatementLine([cst.Pass()])
_BOOLEAN = m.Name("True") | m.Name("False")
_ATOMS = (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.SimpleString, cst.Integer)


def called(node: cst.CSTNode) -> str:
    """The last name of what is called: ``join`` of ``query.join(x)``; empty where nothing is called by a name."""
    if not isinstance(node, cst.Call):
        return ""
    if isinstance(node.func, cst.Attribute):
        return node.func.attr.value
    return node.func.value if isinstance(node.func, cst.Name) else ""


def receiver(node: cst.CSTNode) -> cst.BaseExpression | None:
    """``query`` of ``query.join(x)``; None for what is no call of a method."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        return node.func.value
    return None


def keyword(call: cst.Call, name: str) -> cst.BaseExpression | None:
    """The value of a keyword argument."""
    return next((a.value for a in call.args if a.keyword and a.keyword.value == name), None)


def without_keywords(
    node: cst.CSTNode, calls: Collection[str], names: Collection[str]
) -> Iterator[cst.CSTNode]:
    """Calls of ``calls`` less one of the keyword arguments ``names``."""
    if isinstance(node, cst.Call) and called(node) in calls:
        for argument in node.args:
            if argument.keyword and argument.keyword.value in names:
                yield without(node, argument)


def without(call: cst.Call, argument: cst.Arg) -> cst.Call:
    """The call less one argument."""
    left = [a for a in call.args if a is not argument]
    if left and argument is call.args[-1] and isinstance(argument.comma, cst.MaybeSentinel):
        left[-1] = left[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return call.with_changes(args=left)


def with_value(call: cst.Call, argument: cst.Arg, value: cst.BaseExpression) -> cst.Call:
    """The call with another value for one argument."""
    return call.with_changes(args=[a.with_changes(value=value) if a is argument else a for a in call.args])


def renamed(node: cst.CSTNode, names: dict[str, str]) -> Iterator[cst.CSTNode]:
    """A call of a method with another name."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and called(node) in names:
        yield node.with_deep_changes(node.func, attr=cst.Name(names[called(node)]))


def without_call(node: cst.CSTNode, names: Collection[str]) -> Iterator[cst.CSTNode]:
    """``query`` for ``query.distinct()``."""
    before = receiver(node)
    if isinstance(node, cst.Call) and before is not None and called(node) in names:
        # What is broken over lines needs the parentheses that stood around it.
        yield before.with_changes(lpar=[*node.lpar, *before.lpar], rpar=[*before.rpar, *node.rpar])


def is_true(value: cst.CSTNode | None) -> bool:
    return isinstance(value, cst.Name) and value.value == "True"


def with_flipped(call: cst.Call, names: Collection[str]) -> Iterator[cst.CSTNode]:
    """The call with ``False`` for ``True``, or the other way round, in one of the keyword arguments ``names``."""
    for argument in call.args:
        if argument.keyword and argument.keyword.value in names and m.matches(argument.value, _BOOLEAN):
            yield with_value(call, argument, cst.Name("False" if is_true(argument.value) else "True"))


def atom(expression: cst.BaseExpression) -> Any:
    """The expression as an operand: in parentheses where it needs them."""
    if isinstance(expression, _ATOMS) or expression.lpar:
        return expression
    return expression.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def method(expression: cst.BaseExpression, name: str) -> cst.Call:
    """``expression.name()``."""
    return cst.Call(cst.Attribute(atom(expression), cst.Name(name)))
