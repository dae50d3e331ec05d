"""What a function does in Python: errors that it raises, what it returns, options that it sets."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from grader.mutating.contract import PASS, called, with_flipped

_FLAGS = frozenset(
    {
        "autoflush",
        "enable_eagerloads",
        "expire_on_commit",
        "full",
        "innerjoin",
        "nowait",
        "populate_existing",
        "post_update",
        "primary_key",
        "read",
        "single_parent",
        "skip_locked",
        "timezone",
        "uselist",
        "viewonly",
        "with_for_update",
    }
)
"""SQLAlchemy's optional flags that change what happens; an index changes speed alone, and so do echo and caches."""
_DICT = m.DictComp() | m.Dict() | m.Call(func=m.Name("dict"))


def drop_raise(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """An error that a condition or a handler raises is passed over."""
    if isinstance(node, cst.If | cst.ExceptHandler) and isinstance(node.body, cst.IndentedBlock):
        for line in node.body.body:
            if m.matches(line, m.SimpleStatementLine(body=[m.Raise()])):
                yield node.with_deep_changes(
                    node.body, body=[PASS if one is line else one for one in node.body.body]
                )


def list_for_dict(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A list of pairs is returned instead of a dict."""
    if isinstance(node, cst.Return) and node.value and m.matches(node.value, _DICT):
        pairs = cst.Call(cst.Attribute(node.value, cst.Name("items")))
        yield node.with_changes(value=cst.Call(cst.Name("list"), [cst.Arg(pairs)]))


def flip_flag(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """An optional flag of SQLAlchemy is the other way round."""
    if isinstance(node, cst.Call) and called(node):
        yield from with_flipped(node, _FLAGS)
