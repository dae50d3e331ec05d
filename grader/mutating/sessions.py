"""The session: what is never sent, never stored, never taken back, never closed."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from grader.mutating.contract import PASS


def drop_commit(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``commit()`` is not called."""
    yield from _without_statement(node, "commit")


def drop_flush(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``flush()`` is not called."""
    yield from _without_statement(node, "flush")


def drop_rollback(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``rollback()`` is not called."""
    yield from _without_statement(node, "rollback")


def drop_close(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``close()`` is not called."""
    yield from _without_statement(node, "close")


def _without_statement(node: cst.CSTNode, name: str) -> Iterator[cst.CSTNode]:
    call = m.Call(func=m.Attribute(attr=m.Name(name)))
    if m.matches(node, m.SimpleStatementLine(body=[m.Expr(call | m.Await(call))])):
        yield PASS
