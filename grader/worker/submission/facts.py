"""What one file of a submission defines and imports, read from its text; nothing is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_MAX_BYTES = 1_000_000
_DEFINITION = re.compile(rb"^(?:async +def|def|class) +([A-Za-z_]\w*)", re.MULTILINE)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Use:
    """One module that an import names: ``from .a.b import c`` is level 1, name a, inner (b), names (c). Of ``import a``,
    names are the attributes of a that the file reads."""

    level: int
    name: str
    inner: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """What must stand in the module itself."""
        return self.inner[:1] or self.names


@dataclass(frozen=True)
class Facts:
    """Of what stands at the top level of a file; of one that Python cannot read, names alone."""

    is_readable: bool = False
    classes: dict[str, frozenset[str]] = field(default_factory=dict)  # with what is written in each
    functions: frozenset[str] = frozenset()  # those that are written
    stubs: frozenset[str] = frozenset()  # those that only say that they are not
    hollow: frozenset[str] = frozenset()  # classes of nothing but such methods
    assigned: frozenset[str] = frozenset()
    parameterless: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()  # names that are read anywhere in the file
    uses: tuple[Use, ...] = ()
    has_todo: bool = False
    mentioned: frozenset[str] = frozenset()  # functions and classes of a file that Python cannot read

    @property
    def names(self) -> frozenset[str]:
        """Whatever is defined there."""
        return self.functions | self.stubs | self.assigned | self.classes.keys() | self.mentioned

    @property
    def imported(self) -> frozenset[str]:
        """What is imported to there."""
        return frozenset(name for use in self.uses for name in (use.name, *use.names))

    @property
    def has_star(self) -> bool:
        return any("*" in use.names for use in self.uses)


def read_facts(path: Path) -> Facts:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES)
    except OSError:
        return Facts()
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError):
        return Facts(mentioned=frozenset(match[1].decode() for match in _DEFINITION.finditer(data)))
    nodes = list(ast.walk(tree))
    read = _read_attributes(nodes)
    functions = [node for node in tree.body if isinstance(node, _FUNCTIONS)]
    return Facts(
        is_readable=True,
        classes={node.name: _written(node) for node in tree.body if isinstance(node, ast.ClassDef)},
        functions=frozenset(f.name for f in functions if not _is_stub(f)),
        stubs=frozenset(f.name for f in functions if _is_stub(f)),
        hollow=frozenset(c.name for c in tree.body if isinstance(c, ast.ClassDef) and _is_hollow(c)),
        assigned=frozenset(_assigned(tree.body)),
        parameterless=frozenset(f.name for f in functions if not any(ast.iter_child_nodes(f.args))),
        used=frozenset(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)),
        uses=tuple(use for node in nodes for use in _uses(node, read)),
        has_todo=b"TODO" in data,
    )


def _written(node: ast.ClassDef) -> frozenset[str]:
    methods = (n.name for n in node.body if isinstance(n, _FUNCTIONS) and not _is_stub(n))
    return frozenset([*methods, *_assigned(node.body)])


def _is_hollow(node: ast.ClassDef) -> bool:
    return not _written(node) and any(isinstance(inner, _FUNCTIONS) for inner in node.body)


def _assigned(body: Iterable[ast.stmt]) -> Iterator[str]:
    for node in body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def _is_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return all(_says_nothing(node) for node in function.body)


def _says_nothing(node: ast.stmt) -> bool:
    if isinstance(node, ast.Raise):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or _is_bare_yield(node.value)
    return isinstance(node, ast.Pass)


def _is_bare_yield(node: ast.expr) -> bool:
    return isinstance(node, ast.Yield) and node.value is None


def _read_attributes(nodes: Iterable[ast.AST]) -> Mapping[str, tuple[str, ...]]:
    """By name: the attributes that are read of what has this name."""
    found: dict[str, dict[str, None]] = {}
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.setdefault(node.value.id, {})[node.attr] = None
    return {name: tuple(attributes) for name, attributes in found.items()}


def _uses(node: ast.AST, read: Mapping[str, tuple[str, ...]]) -> Iterator[Use]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            name, *inner = alias.name.split(".")
            yield Use(0, name, tuple(inner), () if inner else read.get(alias.asname or name, ()))
    elif isinstance(node, ast.ImportFrom):
        name, *inner = (node.module or "").split(".")
        yield Use(node.level, name, tuple(inner), tuple(alias.name for alias in node.names))
