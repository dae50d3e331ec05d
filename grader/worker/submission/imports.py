"""What the source of a submission imports, and what it takes from that by name; nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeGuard

from grader.worker.places import Places
from grader.worker.protocol import MAX_ITEMS, ImportReport

_MAX_BYTES = 1_000_000
_MAX_NAME = 200
_BY_NAME = ("__import__", "import_module")


class IsOwn(Protocol):
    """Whether a module's name means one of the submission's, in the file ``near``."""

    def __call__(self, name: str, near: Path) -> bool: ...


def list_imports(files: Iterable[Path], places: Places, is_own: IsOwn) -> tuple[ImportReport, ...] | None:
    """Each name once, at its first line; None where there are too many, or a file is too large."""
    found: dict[str, ImportReport] = {}
    for path in files:
        source = _read(path)
        if len(source) > _MAX_BYTES:
            return None
        for name, line in _names(source, partial(is_own, near=path)):
            if name not in found and len(name) <= _MAX_NAME:
                found[name] = ImportReport(name, places.within(str(path), line))
            if len(found) > MAX_ITEMS:
                return None
    return tuple(found.values())


def _read(path: Path) -> bytes:
    """What cannot be read cannot be imported."""
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES + 1)
    except OSError:
        return b""


def _names(source: bytes, is_own: Callable[[str], bool]) -> Iterator[tuple[str, int]]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):  # Python cannot read it either
        return
    bound = [each for node in ast.walk(tree) for each in _bindings(node) if not is_own(each.top)]
    yield from ((each.name, each.line) for each in bound)
    yield from _uses(tree, {each.alias: each.taken for each in bound if each.alias})


@dataclass(frozen=True)
class _Binding:
    """``name`` as it is imported; ``alias`` then stands for ``taken``, where it stands for anything."""

    name: str
    line: int
    alias: str = ""
    taken: str = ""

    @property
    def top(self) -> str:
        return self.name.partition(".")[0]


def _bindings(node: ast.AST) -> Iterator[_Binding]:
    if isinstance(node, ast.Import):
        for each in node.names:
            top = each.name.partition(".")[0]
            yield _Binding(each.name, node.lineno, each.asname or top, each.name if each.asname else top)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for each in node.names:
            name = f"{node.module}.{each.name}"
            yield _Binding(name, node.lineno, each.asname or each.name, name)
    elif isinstance(node, ast.Call) and _last_name(node.func) in _BY_NAME and node.args:
        given = node.args[0]
        if isinstance(given, ast.Constant) and _is_module_name(given.value):
            yield _Binding(given.value, node.lineno)


def _is_module_name(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and all(part.isidentifier() for part in value.split("."))


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _uses(tree: ast.AST, names: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """What is taken from a module by its name: ``sa.text`` is ``sqlalchemy.text``. A function's parameter hides a module
    of that name."""
    waiting = [(tree, names)]
    while waiting:
        node, known = waiting.pop()
        if isinstance(node, ast.Attribute) and (found := _taken(node, known)):
            yield found
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            hidden = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
            known = {name: taken for name, taken in known.items() if name not in hidden}
        waiting += [(inner, known) for inner in ast.iter_child_nodes(node)]


def _taken(node: ast.Attribute, names: Mapping[str, str]) -> tuple[str, int] | None:
    path, owner = [node.attr], node.value
    while isinstance(owner, ast.Attribute):
        path.append(owner.attr)
        owner = owner.value
    if not isinstance(owner, ast.Name) or owner.id not in names:
        return None
    return ".".join((names[owner.id], *reversed(path))), node.lineno
