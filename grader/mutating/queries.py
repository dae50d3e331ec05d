"""Queries: joins, order, limits, filters, and how many rows may come."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from grader.mutating.contract import (
    atom,
    called,
    is_true,
    keyword,
    method,
    receiver,
    renamed,
    with_value,
    without,
    without_call,
    without_keywords,
)

_FILTERS = ("filter", "where", "filter_by", "having")
_NAMED = m.Name("select") | m.Name("query")
_QUERY = m.Call(func=_NAMED | m.Attribute(attr=_NAMED))
_ONE = {"first": "one", "one_or_none": "one", "scalar_one_or_none": "scalar_one"}


def outer_to_inner(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """An outer join becomes an inner join, and rows without a partner are lost."""
    yield from renamed(node, {"outerjoin": "join", "outerjoin_from": "join_from"})
    if isinstance(node, cst.Call) and is_true(keyword(node, "isouter")):
        yield from without_keywords(node, ("join", "join_from"), ("isouter",))


def inner_to_outer(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """An inner join becomes an outer join, and rows without a partner are there."""
    if isinstance(node, cst.Call) and _joins_tables(node) and keyword(node, "isouter") is None:
        yield from renamed(node, {"join": "outerjoin", "join_from": "outerjoin_from"})


def _joins_tables(node: cst.Call) -> bool:
    """Texts, paths and threads have a ``join()`` too: a query's is called on a call, or with a class."""
    before = receiver(node)
    if before is None or not node.args:
        return False
    if isinstance(before, cst.Call):
        return bool(m.findall(before, _QUERY))
    first = node.args[0].value
    while isinstance(first, cst.Attribute):
        first = first.value
    return isinstance(before, cst.Name) and isinstance(first, cst.Name) and first.value[:1].isupper()


def drop_order_by(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The order is whatever PostgreSQL makes it."""
    yield from without_call(node, ("order_by",))
    yield from without_keywords(node, ("relationship", "backref"), ("order_by",))


def reverse_order(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What was ascending is descending, or the other way round."""
    if isinstance(node, cst.Call) and called(node) == "order_by":
        for argument in node.args:
            if not isinstance(argument.value, cst.SimpleString):
                yield with_value(node, argument, _reversed(argument.value))


def _reversed(key: cst.BaseExpression) -> cst.BaseExpression:
    direction = called(key)
    if not isinstance(key, cst.Call) or direction not in ("desc", "asc"):
        return method(key, "desc")
    plain = receiver(key) if not key.args else key.args[0].value
    if plain is None:
        return key
    return plain if direction == "desc" else method(plain, "desc")


def limit_off_by_one(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """One row more than was asked for, or one skipped too many."""
    if isinstance(node, cst.Call) and receiver(node) is not None and called(node) in ("limit", "offset"):
        for argument in node.args:
            more = cst.BinaryOperation(atom(argument.value), cst.Add(), cst.Integer("1"))
            yield with_value(node, argument, more)


def drop_distinct(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The same row may come several times."""
    yield from without_call(node, ("distinct", "unique"))
    if isinstance(node, cst.Call) and m.matches(node, m.Call(func=m.Name("distinct"), args=[m.Arg()])):
        yield node.args[0].value


def drop_filter(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Rows that a condition kept out are there."""
    if isinstance(node, cst.Call) and receiver(node) is not None and called(node) in _FILTERS:
        if len(node.args) > 1:
            for argument in node.args:
                yield without(node, argument)
        else:
            yield from without_call(node, _FILTERS)


def first_to_one(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """No row is an error, instead of None."""
    yield from renamed(node, _ONE)
