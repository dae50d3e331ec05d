"""What the names at the top level of a submission's files stand for, read from their syntax trees.

All files together: where two files mean different things by one name, what it stands for is unknown. So it makes no
difference which file an import finds.
"""

from __future__ import annotations

import ast
import builtins
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from grader.worker.submission import harmless

ANY_CLASS = "cls"
"""The name of the class that a first parameter is: the one it stands in, or one that inherits from that."""


class RefusedError(Exception):
    """Something that is not known to keep nothing. Its text says what, and where."""


def refuse(node: ast.AST, what: str) -> RefusedError:
    return RefusedError(f"line {getattr(node, 'lineno', 0)}: {what}")


class Kind(enum.Enum):
    FRESH = "made in the call, or given to it"
    HARMLESS = "cannot be changed"
    CLASS = "a class of the submission"
    FUNCTION = "a function of the submission"
    LIBRARY = "a class or function of a library"
    MODULE = "a module of a library"
    MEMBER = "an attribute of something that outlives the call"
    ENGINE = "an engine"
    MAKER = "a sessionmaker"
    TABLE = "a table"
    METADATA = "a MetaData"
    TYPE = "a type for annotations"
    MUTABLE = "can be changed"
    UNKNOWN = "means different things in different places"


@dataclass(frozen=True)
class Thing:
    """What an expression gives. ``name``: of a library's, its own name there. ``text``: of a constant, where it is one."""

    kind: Kind
    name: str = ""
    text: str | None = None

    @property
    def outlives(self) -> bool:
        return self.kind not in (Kind.FRESH, Kind.HARMLESS)


FRESH = Thing(Kind.FRESH)
HARMLESS = Thing(Kind.HARMLESS)


@dataclass(frozen=True)
class Model:
    """One class statement, as far as it decides what its objects share."""

    bases: tuple[str, ...]
    has_table: bool
    is_abstract: bool
    has_constants_only: bool  # or, in a dataclass, what each object has anew


@dataclass
class Bindings:
    things: dict[str, Thing] = field(default_factory=dict)
    models: dict[str, list[Model]] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)  # attributes that the source gives a name
    methods: set[str] = field(default_factory=set)
    stored: set[str] = field(
        default_factory=set
    )  # attributes that something is stored in, or a class defines

    def bind(self, node: ast.AST, name: str, thing: Thing) -> None:
        if hasattr(builtins, name) or name.startswith("__"):
            raise refuse(node, f"{name} gets another meaning")
        before = self.things.get(name, thing)
        self.things[name] = thing if before == thing else Thing(Kind.UNKNOWN)

    def find(self, name: str) -> Thing:
        if name in self.things:
            return self.things[name]
        return HARMLESS if name in harmless.BUILTINS else Thing(Kind.UNKNOWN)

    def is_declared(self, attribute: str) -> bool:
        return attribute in self.declared and harmless.is_free(attribute)

    # ---- classes ----

    def makes_fresh_objects(self, name: str) -> bool:
        """Whether objects of a class share nothing that can be changed with each other."""
        if name == ANY_CLASS:
            return all(map(self.makes_fresh_objects, self.models))
        models = self.models.get(name, [])
        return bool(models) and all(
            self._is_mapped(model, 0) or self._shares_nothing(model) for model in models
        )

    def _shares_nothing(self, model: Model) -> bool:
        is_bare_base = model.has_constants_only and set(model.bases) <= harmless.DECLARATIVE_BASES
        return is_bare_base or self._is_plain(model, 0)

    def is_declarative(self, name: str, depth: int = 0) -> bool:
        if name in harmless.DECLARATIVE_BASES or self.things.get(name) == DECLARATIVE:
            return name not in self.models
        models = self.models.get(name, [])
        return bool(models) and all(
            any(self.is_declarative(base, _deeper(depth)) for base in model.bases) for model in models
        )

    def _is_mapped(self, model: Model, depth: int) -> bool:
        if model.is_abstract or not any(self.is_declarative(base) for base in model.bases):
            return False
        inherited = [other for base in model.bases for other in self.models.get(base, [])]
        return model.has_table or any(self._is_mapped(other, _deeper(depth)) for other in inherited)

    def _is_plain(self, model: Model, depth: int) -> bool:
        return model.has_constants_only and all(
            self._is_plain_base(base, _deeper(depth)) for base in model.bases
        )

    def _is_plain_base(self, base: str, depth: int) -> bool:
        models = self.models.get(base, [])
        if not models:
            return base in harmless.BUILTINS | harmless.ERRORS | {"TypedDict"}
        return all(self._is_plain(model, depth) for model in models)


def library_thing(module: str, name: str) -> Thing | None:
    """What ``name`` means in a library's module; None where that is not known."""
    if f"{module}.{name}" in harmless.MODULES:
        return Thing(Kind.MODULE, f"{module}.{name}")
    if name not in harmless.LIBRARIES.get(module, frozenset()):
        return None
    return Thing(Kind.HARMLESS if name in harmless.CONSTANTS else Kind.LIBRARY, name)


DECLARATIVE = Thing(Kind.CLASS, "declarative_base")


def _deeper(depth: int) -> int:
    if depth > 20:
        raise RefusedError("classes inherit in a circle")
    return depth + 1


# ---- what a class and a file declare ------------------------------------------------------------


def read_declared(trees: Iterable[ast.Module], bindings: Bindings) -> None:
    """The names of attributes: of classes, of what is stored in objects, and in texts (labels, backrefs)."""
    for node in (node for tree in trees for node in ast.walk(tree)):
        match node:
            case ast.ClassDef():
                bindings.models.setdefault(node.name, []).append(_read_model(node))
                bindings.stored.update(_read_members(node))
                bindings.methods.update(_read_methods(node))
            case ast.Attribute(ctx=ast.Store() | ast.Del()):
                bindings.stored.add(node.attr)
            case ast.Constant(value=str() as text) if text.isidentifier():
                bindings.declared.add(text)
            case ast.keyword(arg=str() as name):
                bindings.declared.add(name)
    bindings.declared |= bindings.stored


def _read_model(node: ast.ClassDef) -> Model:
    values = {name: value for name, value in _read_values(node) if value is not None}
    return Model(
        bases=tuple(ast.unparse(base).rpartition(".")[2] for base in node.bases),
        has_table="__tablename__" in values,
        is_abstract="__abstract__" in values,
        has_constants_only=all(
            isinstance(value, ast.Constant) or (node.decorator_list and _is_field(node, name, value))
            for name, value in values.items()
        ),
    )


def _is_field(node: ast.ClassDef, name: str, value: ast.expr) -> bool:
    """Of a dataclass, which replaces it."""
    annotated = {
        s.target.id for s in node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)
    }
    return isinstance(value, ast.Call) and ast.unparse(value.func) == "field" and name in annotated


def _read_values(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr | None]]:
    for statement in node.body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                yield from ((target.id, value) for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=value):
                yield name, value


def _read_members(node: ast.ClassDef) -> Iterator[str]:
    yield from (name for name, _ in _read_values(node))
    yield from (inner.name for inner in node.body if isinstance(inner, ast.FunctionDef))


def _read_methods(node: ast.ClassDef) -> Iterator[str]:
    """Those that a read gives as they are: what was read could be stored in."""
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef) and not any(map(_is_of_a_property, inner.decorator_list)):
            yield inner.name


def _is_of_a_property(decorator: ast.expr) -> bool:
    match decorator:
        case ast.Name(id=name):
            return name in harmless.PROPERTY_DECORATORS
        case ast.Attribute(attr=name):
            return name in harmless.PARTS_OF_PROPERTIES or name in harmless.PROPERTY_DECORATORS
    return False


# ---- what the top level of a file binds ----


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Those that an import carries out, with what hangs on a condition."""
    for node in body:
        match node:
            case ast.If() if _is_for_main(node):
                yield from statements(node.orelse)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                yield from statements([*node.body, *node.orelse])
            case ast.Try(handlers=handlers):
                inner = [statement for handler in handlers for statement in handler.body]
                if any(handler.name for handler in handlers):
                    raise refuse(node, "an error is kept")
                yield from statements([*node.body, *inner, *node.orelse, *node.finalbody])
            case _:
                yield node


def _is_for_main(node: ast.If) -> bool:
    return ast.unparse(node.test) == "__name__ == '__main__'"


class Binder:
    """What the top level of one file binds."""

    def __init__(self, bindings: Bindings, own: set[str]) -> None:
        self._bindings = bindings
        self._own = own

    def bind_all(self, tree: ast.Module) -> None:
        for node in statements(tree.body):
            match node:
                case ast.Import():
                    self._bind_modules(node)
                case ast.ImportFrom():
                    self._bind_imported(node)
                case ast.ClassDef():
                    self._bindings.bind(node, node.name, Thing(Kind.CLASS, node.name))
                case ast.FunctionDef():
                    self._bindings.bind(node, node.name, Thing(Kind.FUNCTION, node.name))
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        self._bind_value(node, target, value)
                case ast.AnnAssign(target=target, value=ast.expr() as value):
                    self._bind_value(node, target, value)

    def _bind_modules(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name not in harmless.MODULES:
                raise refuse(node, f"imports {alias.name}")
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            self._bindings.bind(node, alias.asname or name, Thing(Kind.MODULE, name))

    def _bind_imported(self, node: ast.ImportFrom) -> None:
        """What comes from another file is bound there."""
        module = node.module or ""
        if node.level or module.partition(".")[0] in self._own:
            if not module or any(alias.asname for alias in node.names):
                raise refuse(node, "imports a module of its own, or under another name")
            return
        for alias in node.names:
            thing = library_thing(module, alias.name)
            if thing is None:
                raise refuse(node, f"imports {alias.name} from {module}")
            self._bindings.bind(node, alias.asname or alias.name, thing)

    def _bind_value(self, node: ast.stmt, target: ast.expr, value: ast.expr) -> None:
        if not isinstance(target, ast.Name):
            raise refuse(node, "assigns to something else than a name, at its top level")
        if target.id != "__all__":
            self._bindings.bind(node, target.id, self._thing(value))

    def _thing(self, value: ast.expr) -> Thing:
        match value:
            case ast.Constant(value=text):
                return Thing(Kind.HARMLESS, text=text if isinstance(text, str) else None)
            case ast.Lambda():
                return Thing(Kind.FUNCTION)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                return MADE_BY.get(name, Thing(Kind.UNKNOWN))
            case ast.Attribute(attr="metadata"):
                return Thing(Kind.METADATA)
            case ast.Subscript() | ast.BinOp(op=ast.BitOr()):
                return Thing(Kind.TYPE)
            case ast.List() | ast.Dict() | ast.Set():
                return Thing(Kind.MUTABLE)
        return HARMLESS if is_constant(value) else Thing(Kind.UNKNOWN)


MADE_BY = {
    "declarative_base": DECLARATIVE,
    "create_engine": Thing(Kind.ENGINE),
    "sessionmaker": Thing(Kind.MAKER),
    "MetaData": Thing(Kind.METADATA),
    "Table": Thing(Kind.TABLE),
    "timedelta": HARMLESS,
    "Decimal": HARMLESS,
}
"""What a name is bound to by a call at the top level; ``ImportTime`` checks that the call is what it seems to be."""


def is_constant(node: ast.expr) -> bool:
    """Whether it cannot be changed, whatever is done with it."""
    match node:
        case ast.Constant():
            return True
        case ast.Tuple(elts=elements):
            return all(map(is_constant, elements))
        case ast.UnaryOp(operand=operand):
            return is_constant(operand)
        case ast.BinOp(left=left, right=right):
            return is_constant(left) and is_constant(right)
        case ast.JoinedStr(values=values):
            return all(isinstance(part, ast.Constant) for part in values)
    return False
