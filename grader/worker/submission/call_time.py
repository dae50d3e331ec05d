"""What a function of a submission carries out when it is called: see ``stateless`` for the rule."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from grader.worker.submission import harmless
from grader.worker.submission.bindings import (
    ANY_CLASS,
    FRESH,
    HARMLESS,
    Bindings,
    Kind,
    Thing,
    is_constant,
    library_thing,
    refuse,
)
from grader.worker.submission.sql import why_not_plain

SESSION_OPTIONS = {"bind", "autoflush", "autocommit", "expire_on_commit", "future"}
ENGINE_OPTIONS = {
    "echo", "future", "max_overflow", "pool_pre_ping", "pool_recycle", "pool_size", "pool_timeout",
    "isolation_level",
}  # fmt: skip
_KINDS_OF_OBJECTS = {Kind.CLASS, Kind.LIBRARY, Kind.HARMLESS, Kind.FRESH}
_GIVEN = {Kind.CLASS, Kind.LIBRARY, Kind.MEMBER, Kind.TABLE}
"""What outlives a call, and may be given to what makes a query of it."""


class CallTime:
    """The body of a function. ``scopes``: what the names around it stand for, the outermost first."""

    def __init__(
        self, bindings: Bindings, scopes: list[dict[str, Thing]], returns_columns: bool = False
    ) -> None:
        self._bindings = bindings
        self._scopes = scopes
        self._returns_columns = returns_columns

    def check_function(
        self, node: ast.FunctionDef, first_outlives: bool = False, returns_columns: bool = False
    ) -> None:
        """``returns_columns``: its result is read as an attribute of a class, and is one of its members."""
        names = [argument.arg for argument in parameters(node.args)]
        scope = dict.fromkeys(names, FRESH)
        if first_outlives and names:
            scope[names[0]] = Thing(Kind.CLASS, ANY_CLASS)
        for name in _bound_in(node.body):
            if scope.get(name, FRESH) != FRESH:
                raise refuse(node, f"{name} gets another meaning")
            scope[name] = FRESH
        CallTime(self._bindings, [*self._scopes, scope], returns_columns)._check_body(node.body)

    def check_lambda(self, node: ast.Lambda) -> None:
        for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
            if not is_constant(default):
                raise refuse(default, "a default that can be changed")
        scope = {argument.arg: FRESH for argument in parameters(node.args)}
        scope |= dict.fromkeys(_bound_in([ast.Expr(node.body)]), FRESH)
        CallTime(self._bindings, [*self._scopes, scope]).fresh(node.body)

    # ---- statements ----

    def _check_body(self, body: Iterable[ast.stmt]) -> None:
        for node in body:
            self._check_statement(node)

    def _check_statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Pass() | ast.Break() | ast.Continue():
                pass
            case ast.Return(value=ast.expr() as value) if self._returns_columns:
                returned = self.thing(value)
                if returned.kind is not Kind.MEMBER:
                    _refuse_outliving(value, returned)
            case ast.Expr(value=value) | ast.Return(value=ast.expr() as value):
                self.fresh(value)
            case ast.Return():
                pass
            case ast.Assign(targets=targets, value=value):
                self.fresh(value)
                self._check_targets(targets)
            case ast.AugAssign(target=target, value=value):
                self.fresh(value)
                self._check_targets([target])
            case ast.AnnAssign(annotation=annotation) if not _is_simple(annotation):
                raise refuse(node, "an annotation in a function")
            case ast.AnnAssign(target=target, value=value):
                if value is not None:
                    self.fresh(value)
                self._check_targets([target])
            case ast.Delete(targets=targets):
                self._check_targets(targets)
            case ast.If(test=test, body=body, orelse=orelse) | ast.While(test=test, body=body, orelse=orelse):
                self.fresh(test)
                self._check_body([*body, *orelse])
            case ast.For(target=target, iter=iterated, body=body, orelse=orelse):
                self.fresh(iterated)
                self._check_targets([target])
                self._check_body([*body, *orelse])
            case ast.With(items=items, body=body):
                for item in items:
                    self.fresh(item.context_expr)
                    self._check_targets([item.optional_vars] if item.optional_vars else [])
                self._check_body(body)
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
                self._check_body([*body, *orelse, *finalbody])
                for handler in handlers:
                    self._check_handler(handler)
            case ast.Raise(exc=error, cause=cause):
                self._check_raised(error)
                self._check_raised(cause)
            case ast.Assert(test=test, msg=message):
                self.fresh(test)
                if message is not None:
                    self.fresh(message)
            case ast.FunctionDef():
                self._check_nested(node)
            case _:
                raise refuse(node, f"{type(node).__name__} in a function")

    def _check_nested(self, node: ast.FunctionDef) -> None:
        defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        if node.decorator_list or not all(map(is_constant, defaults)):
            raise refuse(node, "a decorator or a default in a function")
        annotations = [node.returns, *(argument.annotation for argument in parameters(node.args))]
        if not all(annotation is None or _is_simple(annotation) for annotation in annotations):
            raise refuse(node, "an annotation in a function")
        self.check_function(node)

    def _check_targets(self, targets: Iterable[ast.expr]) -> None:
        for target in targets:
            match target:
                case ast.Name():
                    pass
                case ast.Attribute(value=value, attr=name):
                    self.fresh(value)
                    if not self._bindings.is_declared(name):
                        raise refuse(target, f"sets .{name}")
                case ast.Subscript(value=value, slice=index):
                    self.fresh(value)
                    self.fresh(index)
                case ast.Tuple(elts=elements) | ast.List(elts=elements):
                    self._check_targets(elements)
                case ast.Starred(value=value):
                    self._check_targets([value])
                case _:
                    raise refuse(target, "sets something that is not known")

    def _check_handler(self, handler: ast.ExceptHandler) -> None:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        for kind in kinds:
            self._check_raised(kind)
        self._check_body(handler.body)

    def _check_raised(self, node: ast.expr | None) -> None:
        """An error, or its class."""
        if node is not None and self.thing(node).kind not in (
            Kind.FRESH,
            Kind.HARMLESS,
            Kind.CLASS,
            Kind.LIBRARY,
        ):
            raise refuse(node, "raises something that is not known")

    # ---- expressions ----

    def fresh(self, node: ast.expr) -> None:
        """Raises ``RefusedError`` for an expression that gives what outlives the call."""
        _refuse_outliving(node, self.thing(node))

    def thing(self, node: ast.expr) -> Thing:
        match node:
            case ast.Constant():
                return HARMLESS
            case ast.Name(id=name):
                return self._find(node, name)
            case ast.Attribute(value=value):
                return self._attribute(node, self.thing(value))
            case ast.Call():
                return self._call(node)
            case ast.Compare(left=left, comparators=comparators):
                return self._combine([left, *comparators])
            case ast.BinOp(left=left, right=right):
                return self._combine([left, right])
            case ast.UnaryOp(operand=operand):
                return self._combine([operand])
            case ast.Lambda():
                self.check_lambda(node)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                self._check_comprehension(node)
            case ast.Dict(keys=keys, values=values):
                for part in [*filter(None, keys), *values]:
                    self.fresh(part)
            case ast.FormattedValue(value=value, format_spec=spec):
                for part in filter(None, [value, spec]):
                    self.fresh(part)
            case ast.Slice(lower=lower, upper=upper, step=step):
                for part in filter(None, [lower, upper, step]):
                    self.fresh(part)
            case ast.Yield(value=None):
                pass
            case (
                ast.BoolOp() | ast.IfExp() | ast.List() | ast.Tuple() | ast.Set() | ast.Subscript()
                | ast.JoinedStr() | ast.Starred() | ast.NamedExpr() | ast.Yield() | ast.YieldFrom()
            ):  # fmt: skip
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.expr):
                        self.fresh(child)
            case _:
                raise refuse(node, f"{type(node).__name__} in a function")
        return FRESH

    def _find(self, node: ast.expr, name: str) -> Thing:
        for scope in reversed(self._scopes):
            if name in scope:
                return scope[name]
        thing = self._bindings.find(name)
        if thing.kind in (Kind.UNKNOWN, Kind.MUTABLE):
            raise refuse(node, f"uses {name}, which {thing.kind.value} or is not known")
        return thing

    def _combine(self, operands: Iterable[ast.expr]) -> Thing:
        """No class of a submission has operators of its own. What a column is part of leads to it, by iteration."""
        found = FRESH
        for operand in operands:
            thing = self.thing(operand)
            if thing.kind is Kind.MEMBER:
                found = thing
            else:
                _refuse_outliving(operand, thing)
        return found

    def _check_comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        """Its first iterable is evaluated outside of it."""
        self.fresh(node.generators[0].iter)
        targets = [generator.target for generator in node.generators]
        scope = {
            part.id: FRESH for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)
        }
        inner = CallTime(self._bindings, [*self._scopes, scope])
        for number, generator in enumerate(node.generators):
            if generator.is_async:
                raise refuse(node, "async")
            inner._check_targets([generator.target])
            for part in generator.ifs if number == 0 else [generator.iter, *generator.ifs]:
                inner.fresh(part)
        for part in [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]:
            inner.fresh(part)

    # ---- attributes ----

    def _attribute(self, node: ast.Attribute, owner: Thing, is_called: bool = False) -> Thing:
        name = node.attr
        if not is_called and owner.kind is Kind.FRESH and name in self._bindings.methods:
            raise refuse(node, f"reads the method {name}")
        found = self._attribute_of(owner, name)
        if found is None:
            raise refuse(node, f"reads .{name} of what is or has {owner.kind.value}")
        return found

    def _attribute_of(self, owner: Thing, name: str) -> Thing | None:
        declared = self._bindings.is_declared(name)
        match owner.kind:
            case Kind.FRESH if name in ("c", "columns"):  # those of a join are of the tables themselves
                return Thing(Kind.MEMBER, name)
            case Kind.FRESH:
                return FRESH if declared or name in harmless.METHODS else None
            case Kind.HARMLESS:
                return HARMLESS if name in harmless.METHODS else None
            case Kind.CLASS if name == "__name__":
                return HARMLESS
            case Kind.CLASS if name == "metadata":
                return Thing(Kind.METADATA)
            case Kind.CLASS:
                return Thing(Kind.MEMBER, name) if declared else None
            case Kind.MEMBER:
                return Thing(Kind.MEMBER, name) if declared or name in harmless.OF_COLUMNS else None
            case Kind.TABLE:
                return Thing(Kind.MEMBER, name) if name in harmless.OF_TABLES | {"c", "columns"} else None
            case Kind.ENGINE:
                return Thing(Kind.MEMBER, name) if name in ("begin", "connect") else None
            case Kind.MAKER:
                return Thing(Kind.MEMBER, name) if name == "begin" else None
            case Kind.METADATA:
                return Thing(Kind.MEMBER, name) if name in ("create_all", "drop_all") else None
            case Kind.LIBRARY:
                return _attribute_of_library(owner.name, name)
            case Kind.MODULE:
                return library_thing(owner.name, name)
        return None

    # ---- calls ----

    def _call(self, node: ast.Call) -> Thing:
        func = node.func
        if _is_super(func):
            called, takes, leads = FRESH, False, False
        elif isinstance(func, ast.Attribute):
            owner = self.thing(func.value)
            called = self._attribute(func, owner, is_called=True)
            takes, leads = self._takes_classes(func.attr, called), owner.kind is Kind.MEMBER
        else:
            called = self.thing(func)
            takes, leads = called.kind is Kind.LIBRARY and called.name in harmless.QUERYING, False
        self._check_callable(node, called)
        self._check_arguments(node, called, takes or called.name.startswith("func."))
        gives_back = called.kind is Kind.LIBRARY and called.name in harmless.GIVES_WHAT_IT_WAS_GIVEN
        return Thing(Kind.MEMBER) if leads or gives_back else FRESH

    def _check_arguments(self, node: ast.Call, called: Thing, takes: bool) -> None:
        for number, argument in enumerate(node.args):
            self._check_given(node, called, argument, takes and not (number and _is_get(node.func)), number)
        for keyword in node.keywords:
            is_key = keyword.arg == "key" and (called.kind is Kind.HARMLESS or _is_sort(node.func))
            if not (is_key and self._is_function(keyword.value)):
                self._check_given(node, called, keyword.value, takes and not _is_get(node.func), None)

    def _takes_classes(self, name: str, called: Thing) -> bool:
        if called.kind is Kind.LIBRARY:
            return called.name in harmless.QUERYING
        is_query = called.kind is Kind.FRESH and name in harmless.TAKES_CLASSES
        is_column = called.kind is Kind.MEMBER and name in harmless.OF_COLUMNS | harmless.OF_TABLES
        return (is_query or is_column) and name not in self._bindings.stored

    def _check_callable(self, node: ast.Call, called: Thing) -> None:
        match called.kind:
            case Kind.CLASS if not self._bindings.makes_fresh_objects(called.name):
                raise refuse(node, f"makes an object of {called.name}, whose objects may share something")
            case Kind.LIBRARY:
                self._check_library_call(node, called.name)
            case Kind.MODULE | Kind.ENGINE | Kind.TABLE | Kind.METADATA | Kind.TYPE:
                raise refuse(node, f"calls what is or has {called.kind.value}")

    def _check_library_call(self, node: ast.Call, name: str) -> None:
        if name == "text":
            self._check_sql(node)
        elif name == "extract" and not is_field(node):
            raise refuse(node, "takes a field out of a date that is no plain word")
        elif (
            not (name in harmless.QUERYING | harmless.CALLABLE | harmless.ERRORS or "." in name)
            or name == "func"
        ):
            raise refuse(node, f"calls {name}")
        options = {
            "create_engine": ENGINE_OPTIONS,
            "sessionmaker": SESSION_OPTIONS,
            "Session": SESSION_OPTIONS,
        }
        if name in options and not all(is_option(keyword, options[name]) for keyword in node.keywords):
            raise refuse(node, f"gives {name} something that is not known")

    def _check_sql(self, node: ast.Call) -> None:
        match node.args:
            case [ast.Constant(value=str() as text)]:
                found: str | None = text
            case [ast.Name(id=name)]:
                found = self._find(node, name).text
            case _:
                found = None
        why = "it is put together" if found is None else why_not_plain(found)
        if why:
            raise refuse(node, f"a statement of its own: {why}")

    def _check_given(
        self, node: ast.Call, called: Thing, argument: ast.expr, takes_classes: bool, number: int | None
    ) -> None:
        if self._is_given_kind(node, called, argument, number):
            return
        if takes_classes and called.kind is Kind.LIBRARY and isinstance(argument, ast.Tuple):
            for element in argument.elts:
                self._check_given(node, called, element, takes_classes, number)
            return
        thing = self.thing(argument)
        if not (takes_classes and thing.kind in _GIVEN):
            _refuse_outliving(argument, thing)

    def _is_given_kind(self, node: ast.Call, called: Thing, argument: ast.expr, number: int | None) -> bool:
        """What only this one may be given."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if called.kind is Kind.HARMLESS and name in ("isinstance", "issubclass") and number == 1:
            kinds = argument.elts if isinstance(argument, ast.Tuple) else [argument]
            return all(self.thing(kind).kind in _KINDS_OF_OBJECTS for kind in kinds)
        if called.kind is Kind.HARMLESS and name in ("map", "filter") and number == 0:
            return self._is_function(argument)
        is_connecting = called.name in ("Session", "sessionmaker", "create_all", "drop_all")
        is_outer = called.kind in (Kind.LIBRARY, Kind.MEMBER, Kind.MAKER) and isinstance(argument, ast.Name)
        return (
            is_outer
            and (is_connecting or called.kind is Kind.MAKER)
            and self.thing(argument).kind is Kind.ENGINE
        )

    def _is_function(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and self.thing(node).kind is Kind.FUNCTION


def _is_simple(annotation: ast.expr) -> bool:
    """Whether nothing is called or bound where an annotation is evaluated."""
    parts = (
        ast.Name,
        ast.Attribute,
        ast.Constant,
        ast.Subscript,
        ast.Tuple,
        ast.BinOp,
        ast.BitOr,
        ast.expr_context,
    )
    return all(isinstance(part, parts) for part in ast.walk(annotation))


def is_option(keyword: ast.keyword, options: set[str]) -> bool:
    """One of ``options``, or what makes SQLite take several threads."""
    is_for_sqlite = (
        keyword.arg == "connect_args" and ast.unparse(keyword.value) == "{'check_same_thread': False}"
    )
    return keyword.arg in options or is_for_sqlite


def is_field(node: ast.Call) -> bool:
    """Whether ``extract`` is given a word. SQLAlchemy writes it into the statement as it is."""
    match node.args:
        case [ast.Constant(value=str() as word), *_]:
            return word.isidentifier()
    return False


def _refuse_outliving(node: ast.expr, thing: Thing) -> None:
    if thing.outlives:
        raise refuse(node, f"passes on {ast.unparse(node)[:50]}, which is or has {thing.kind.value}")


def _is_super(func: ast.expr) -> bool:
    match func:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super"), args=[], keywords=[]), attr="__init__"):
            return True
    return False


def _is_get(func: ast.expr) -> bool:
    return isinstance(func, ast.Attribute) and func.attr in ("get", "get_one")


def _is_sort(func: ast.expr) -> bool:
    return isinstance(func, ast.Attribute) and func.attr == "sort"


def _attribute_of_library(owner: str, name: str) -> Thing | None:
    if owner == "func":
        return Thing(Kind.LIBRARY, f"func.{name}") if name in harmless.SQL_FUNCTIONS else None
    if name not in harmless.ATTRIBUTES_OF_LIBRARY.get(owner, set()):
        return None
    return HARMLESS if name in ("utc", "min", "max") else Thing(Kind.LIBRARY, f"{owner}.{name}")


def _bound_in(body: Iterable[ast.stmt]) -> Iterator[str]:
    """The names that a function's own statements bind; not those inside of functions and comprehensions in it."""
    for statement in body:
        yield from _bound_by(statement)


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef(name=name):
            yield name
            return
        case ast.Lambda():
            return
        case ast.ExceptHandler(name=str() as name):
            yield name
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            yield from _bound_by_walrus(node)
            return
    for child in ast.iter_child_nodes(node):
        yield from _bound_by(child)


def parameters(arguments: ast.arguments) -> list[ast.arg]:
    special = [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *special]


def _bound_by_walrus(node: ast.AST) -> Iterator[str]:
    """What a comprehension binds outside of it; a lambda keeps to itself."""
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, ast.NamedExpr):
        yield node.target.id
    for child in ast.iter_child_nodes(node):
        yield from _bound_by_walrus(child)
