"""Which line of the source each class, attribute and function stands on, read from its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from grader.worker.places import Places

_BLOCKS = (ast.If, ast.Try, ast.With)


@dataclass
class FunctionLines:
    name: str
    line: int
    parameters: list[str]
    last_line: int


@dataclass
class Lines:
    """Of one file. Classes by qualified name."""

    classes: dict[str, int] = field(default_factory=dict)
    attributes: dict[str, dict[str, int]] = field(default_factory=dict)
    functions: list[FunctionLines] = field(default_factory=list)


def read_lines(source: list[str]) -> Lines:
    """Empty for what cannot be parsed."""
    lines = Lines()
    try:
        tree = ast.parse("\n".join(source))
    except (SyntaxError, ValueError, RecursionError):
        return lines
    _visit(tree.body, "", lines)
    return lines


def all_lines(places: Places) -> dict[str, Lines]:
    """By path, for every file that was loaded."""
    return {path: read_lines(source) for path, source in places.sources.items()}


def _visit(body: list[ast.stmt], prefix: str, lines: Lines) -> None:
    for node in _flat(body):
        if isinstance(node, ast.ClassDef):
            name = prefix + node.name
            lines.classes[name] = node.lineno
            lines.attributes[name] = dict(_assigned(node.body))
            _visit(node.body, name + ".", lines)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines.functions.append(
                FunctionLines(
                    prefix + node.name, node.lineno, _parameters(node.args), _last_line(node.body[-1])
                )
            )


def _last_line(node: ast.stmt) -> int:
    """Of a statement on several lines its first, of a block its last."""
    return (node.end_lineno or node.lineno) if isinstance(getattr(node, "body", None), list) else node.lineno


def _parameters(arguments: ast.arguments) -> list[str]:
    plain = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    more = [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    named = [argument.arg for argument in arguments.kwonlyargs]
    rest = [f"**{arguments.kwarg.arg}"] if arguments.kwarg else []
    return [*plain, *more, *named, *rest]


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements, those under ``if``, ``try`` and ``with`` included."""
    for node in body:
        yield node
        if isinstance(node, _BLOCKS):
            yield from _flat(node.body)
            yield from _flat(getattr(node, "orelse", []))
            for handler in getattr(node, "handlers", []):
                yield from _flat(handler.body)


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[str, int]]:
    for node in _flat(body):
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        yield from ((target.id, node.lineno) for target in targets if isinstance(target, ast.Name))
        if isinstance(node, ast.FunctionDef):
            yield node.name, node.lineno
