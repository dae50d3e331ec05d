"""Relationships: both sides of them, what goes with a deleted row, what is loaded with an object."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from grader.mutating.contract import called, keyword, receiver, without, without_call, without_keywords

_RELATIONSHIPS = ("relationship", "backref", "dynamic_loader")
_FOREIGN_KEYS = ("ForeignKey", "ForeignKeyConstraint")
_EAGER = ("joinedload", "selectinload", "subqueryload", "immediateload", "contains_eager")
_LAZY = m.SimpleString() | m.Name("False")
_LATE = ("select", "noload", "raise", "raise_on_sql", "dynamic", "write_only")


def drop_inverse(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A relationship does not know its other side any more (``back_populates``, ``backref``)."""
    yield from without_keywords(node, _RELATIONSHIPS, ("back_populates", "backref"))


def drop_cascade(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A deleted row takes nothing with it any more (``cascade``, ``passive_deletes``, ``ondelete``)."""
    yield from without_keywords(node, _RELATIONSHIPS, ("cascade", "passive_deletes"))
    yield from without_keywords(node, _FOREIGN_KEYS, ("ondelete",))


def drop_lazy(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A relationship that is loaded with its object is loaded when it is read."""
    if isinstance(node, cst.Call) and (value := keyword(node, "lazy")) and m.matches(value, _LAZY):
        if isinstance(value, cst.SimpleString) and value.evaluated_value in _LATE:
            return
        yield from without_keywords(node, _RELATIONSHIPS, ("lazy",))


def drop_options(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A query has no loader options any more."""
    yield from without_call(node, ("options",))
    yield from without_keywords(node, ("get", "get_one", "refresh"), ("options",))


def drop_eager_load(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """One of several things that are loaded together is left out."""
    if called(node) in _EAGER and isinstance(inner := receiver(node), cst.Call):
        yield inner
    if isinstance(node, cst.Call) and called(node) == "options" and len(node.args) > 1:
        for argument in node.args:
            if called(argument.value) in _EAGER:
                yield without(node, argument)
