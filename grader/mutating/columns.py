"""Columns: what may be NULL, what must be unique, what it points to, what stands there when nothing is given."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from grader.mutating.contract import called, is_true, keyword, with_flipped, without, without_keywords

_COLUMNS = ("Column", "mapped_column")
_DEFAULTS = ("default", "server_default", "onupdate", "server_onupdate", "insert_default", "default_factory")
_NONE = m.Name("None")
_OR_NONE = m.BinaryOperation(operator=m.BitOr())


def drop_unique(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A column is no longer unique."""
    if isinstance(node, cst.Call) and called(node) in _COLUMNS and is_true(keyword(node, "unique")):
        yield from without_keywords(node, _COLUMNS, ["unique"])


def flip_nullable(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A column may be NULL that must not, or must not that may."""
    if isinstance(node, cst.Call) and called(node) in _COLUMNS:
        yield from with_flipped(node, ["nullable"])


def flip_optional(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``Mapped[X]`` becomes ``Mapped[X | None]``, or the other way round."""
    if not isinstance(node, cst.AnnAssign) or not _decides(node.value):
        return
    mapped = node.annotation.annotation
    if not isinstance(mapped, cst.Subscript) or not m.matches(mapped.value, m.Name("Mapped")):
        return
    index = mapped.slice[0].slice
    if isinstance(index, cst.Index):
        yield node.with_deep_changes(index, value=_flipped_type(index.value))


def _decides(value: cst.BaseExpression | None) -> bool:
    """Whether the annotation decides about NULL: it is a column's, and nothing stronger is said."""
    if value is None:
        return True
    if not isinstance(value, cst.Call) or called(value) != "mapped_column":
        return False
    return not is_true(keyword(value, "primary_key")) and keyword(value, "nullable") is None


def _flipped_type(inner: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(inner, cst.BinaryOperation) and m.matches(inner, _OR_NONE):
        if m.matches(inner.right, _NONE):
            return inner.left
        if m.matches(inner.left, _NONE):
            return inner.right
    if isinstance(inner, cst.Subscript) and m.matches(inner.value, m.Name("Optional")):
        index = inner.slice[0].slice
        return index.value if isinstance(index, cst.Index) else inner
    return cst.BinaryOperation(inner, cst.BitOr(), cst.Name("None"))


def drop_foreign_key(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A column points to no other table any more."""
    if isinstance(node, cst.Call) and called(node) in _COLUMNS:
        for argument in node.args:
            if called(argument.value) == "ForeignKey":
                yield without(node, argument)


def drop_default(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A column has no default, or is not touched by an update any more."""
    yield from without_keywords(node, _COLUMNS, _DEFAULTS)
