"""What an import of a submission carries out, and describes models with: nothing of it may hook in, or be shared."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.worker.submission import harmless
from grader.worker.submission.bindings import FRESH, MADE_BY, Bindings, Kind, is_constant, refuse, statements
from grader.worker.submission.call_time import (
    ENGINE_OPTIONS,
    SESSION_OPTIONS,
    CallTime,
    is_field,
    is_option,
    parameters,
)
from grader.worker.submission.sql import why_not_plain

_SPECIAL_METHODS = {
    "__init__",
    "__repr__",
    "__str__",
    "__len__",
    "__bool__",
    "__iter__",
    "__post_init__",
    "__hash__",
}
_LISTS = {"foreign_keys", "remote_side", "order_by", "columns", "primary_key"}
_MAKERS = {"collection_class", "creator", "default", "default_factory", "insert_default", "onupdate"}
_MAPPER_OPTIONS = {"polymorphic_on", "polymorphic_identity", "eager_defaults", "version_id_col"}
_CLASS_SETTINGS = {"__tablename__", "__table_args__", "__mapper_args__", "__abstract__", "__allow_unmapped__"}


class ImportTime:
    """The statements that an import carries out. What they make must be known, and what they call must hook nothing."""

    def __init__(self, bindings: Bindings) -> None:
        self._bindings = bindings
        self._inside: frozenset[str] = frozenset()  # names of the class whose body this is

    def check_module(self, tree: ast.Module) -> None:
        for node in statements(tree.body):
            match node:
                case ast.Import() | ast.ImportFrom() | ast.Pass():
                    pass
                case ast.ClassDef():
                    self._check_class(node)
                case ast.FunctionDef():
                    self._check_function(node, None)
                case ast.Assign(value=value):
                    self._check_value(value)
                case ast.AnnAssign(annotation=annotation, value=value):
                    self._check_annotation(annotation)
                    if value is not None:
                        self._check_value(value)
                case ast.Expr(value=value):
                    self._check_statement(value)
                case _:
                    raise refuse(node, f"{type(node).__name__} at its top level")

    def _check_statement(self, value: ast.expr) -> None:
        """A text, ``create_all``, or a call of a function of its own."""
        if any(isinstance(part, ast.NamedExpr) for part in ast.walk(value)):
            raise refuse(value, "binds a name in an expression")
        if not isinstance(value, ast.Constant):
            CallTime(self._bindings, []).fresh(value)

    def _check_value(self, value: ast.expr) -> None:
        match value:
            case ast.Lambda():
                CallTime(self._bindings, []).check_lambda(value)
            case ast.Call(func=ast.Name() | ast.Attribute() as func, args=args, keywords=keywords):
                name = self._library(func)
                if name not in MADE_BY:
                    raise refuse(value, f"calls {name or ast.unparse(func)[:50]} at its top level")
                self._check_options(value, name)
                for argument in [*args, *(k.value for k in keywords if k.arg != "connect_args")]:
                    self._check_argument(argument)
            case ast.Attribute(value=owner, attr="metadata"):
                self._check_argument(owner)
            case ast.Subscript() | ast.BinOp(op=ast.BitOr()):
                self._check_annotation(value)
            case ast.List() | ast.Dict() | ast.Set():
                _check_display(value)
            case _ if not is_constant(value):
                raise refuse(value, "keeps something at its top level that is not known")

    def _library(self, func: ast.expr) -> str:
        """The name of a library's that is called, else ""."""
        if isinstance(func, ast.Name) and func.id in self._inside:
            return ""
        thing = (
            CallTime(self._bindings, []).thing(func) if isinstance(func, (ast.Name, ast.Attribute)) else FRESH
        )
        return thing.name if thing.kind is Kind.LIBRARY else ""

    def _check_options(self, call: ast.Call, name: str) -> None:
        known = {
            "create_engine": ENGINE_OPTIONS,
            "sessionmaker": SESSION_OPTIONS,
            "declarative_base": set[str](),
        }
        if name in known and not all(is_option(keyword, known[name]) for keyword in call.keywords):
            raise refuse(call, f"gives {name} something that is not known")
        if name in ("create_engine", "declarative_base") and len(call.args) > 1:
            raise refuse(call, f"gives {name} something that is not known")

    # ---- arguments of what describes models ----

    def _check_argument(self, node: ast.expr, keyword: str | None = None, evaluates: bool = False) -> None:
        """``evaluates``: a text is one that SQLAlchemy evaluates."""
        match node:
            case ast.Constant(value=str() as text) if evaluates:
                self._check_evaluated(node, text)
            case ast.Constant():
                pass
            case ast.Name(id=name):
                self._check_name(node, name, keyword)
            case ast.Attribute(value=value):
                self._check_attribute(node, value)
            case ast.Call():
                self._check_call(node)
            case ast.Lambda(args=ast.arguments(args=[])) if evaluates:
                self._check_argument(node.body, evaluates=True)
            case ast.Lambda():
                CallTime(self._bindings, []).check_lambda(node)
            case ast.List(elts=elements) | ast.Tuple(elts=elements) if keyword in _LISTS or evaluates:
                for element in elements:
                    self._check_argument(element, None, evaluates)
            case ast.Compare(left=left, comparators=comparators):
                for operand in [left, *comparators]:
                    self._check_argument(operand, None, evaluates)
            case ast.BinOp(left=left, right=right):
                self._check_argument(left, None, evaluates)
                self._check_argument(right, None, evaluates)
            case ast.UnaryOp(operand=operand):
                self._check_argument(operand, None, evaluates)
            case _ if not is_constant(node):
                raise refuse(node, f"{type(node).__name__} where a model is described")

    def _check_name(self, node: ast.expr, name: str, keyword: str | None) -> None:
        kind = self._bindings.find(name).kind
        is_unknown = kind in (Kind.UNKNOWN, Kind.MUTABLE, Kind.TYPE)
        if name not in self._inside and (is_unknown or (kind is Kind.CLASS and keyword in _MAKERS)):
            raise refuse(node, f"uses {name}, which {kind.value}")

    def _check_attribute(self, node: ast.Attribute, value: ast.expr) -> None:
        if isinstance(value, ast.Name) and value.id in self._inside:
            if node.attr not in harmless.OF_COLUMNS:
                raise refuse(node, f"reads .{node.attr}")
        elif isinstance(value, ast.Call):
            self._check_call(value)
            if node.attr not in harmless.METHODS:
                raise refuse(node, f"reads .{node.attr}")
        else:
            CallTime(self._bindings, []).thing(node)

    def _check_call(self, node: ast.Call) -> None:
        name = self._library(node.func) if not _is_chained(node.func) else ""
        if _is_chained(node.func) or self._is_of_a_column(node.func):
            self._check_argument(node.func)
        elif not (name in harmless.SCHEMA or name.startswith("func.") or name in ("timedelta", "Decimal")):
            raise refuse(node, f"calls {ast.unparse(node.func)[:50]} where a model is described")
        self._check_sql(node, name)
        evaluates = name in ("relationship", "backref")
        for argument in node.args:
            self._check_argument(argument, None, evaluates)
        for keyword in node.keywords:
            if keyword.arg is None or keyword.arg in (
                "info",
                "listeners",
                "cls",
                "comparator_factory",
                "class_",
            ):
                raise refuse(node, "gives something that is not known")
            self._check_argument(keyword.value, keyword.arg, evaluates)

    def _check_sql(self, node: ast.Call, name: str) -> None:
        """What SQLAlchemy writes into statements as it is: of a default, a constraint or a property, at each use."""
        given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg != "name")]
        texts = [
            value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)
        ]
        if name in harmless.SQL:
            if len(texts) != 1 or len(node.args) != 1:
                raise refuse(node, "SQL that is put together")
            if why := why_not_plain(f"select {texts[0]}"):
                raise refuse(node, f"SQL of its own: {why}")
        elif (name in harmless.TYPES_WITH_SIZES and texts) or (name == "extract" and not is_field(node)):
            raise refuse(node, f"{name} is given SQL")

    def _is_of_a_column(self, func: ast.expr) -> bool:
        return isinstance(func, ast.Attribute) and func.attr in harmless.OF_COLUMNS

    def _check_evaluated(self, node: ast.expr, text: str) -> None:
        """A text that is no name of a table or class, but an expression."""
        if re.fullmatch(r"[\w .,*-]*", text):
            return
        try:
            inner = ast.parse(text.strip(), mode="eval").body
        except SyntaxError:
            raise refuse(node, "a text that is not known is evaluated") from None
        if any(isinstance(part, ast.Lambda | ast.Constant) for part in ast.walk(inner)):
            raise refuse(node, "a text that is not known is evaluated")
        for part in ast.walk(inner):
            if isinstance(part, ast.Call):
                self._check_evaluated_call(part)
            elif not isinstance(part, _EVALUATED) or (
                isinstance(part, ast.Attribute) and part.attr.startswith("_")
            ):
                raise refuse(node, "a text that is not known is evaluated")

    def _check_evaluated_call(self, call: ast.Call) -> None:
        func = call.func
        name = func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
        if name not in {"and_", "or_", "foreign", "remote", "desc", "asc"}:
            raise refuse(call, "a text that is not known is evaluated")

    # ---- annotations ----

    def _check_annotation(self, node: ast.expr | None) -> None:
        match node:
            case None | ast.Name():
                pass
            case ast.Constant(value=str() as text) if not text.isidentifier():
                self._check_annotation(ast.parse(text.strip(), mode="eval").body)
            case ast.Constant():
                pass
            case ast.Attribute(value=value):
                self._check_annotation(value)
            case ast.Subscript(value=value, slice=inner):
                self._check_annotation(value)
                self._check_annotation(inner)
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                for element in elements:
                    self._check_annotation(element)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                self._check_annotation(left)
                self._check_annotation(right)
            case ast.Call():
                self._check_call(node)
            case _:
                raise refuse(node, "an annotation that is not known")

    # ---- classes ----

    def _check_class(self, node: ast.ClassDef) -> None:
        self._check_bases(node)
        outside, self._inside = self._inside, frozenset(_names_inside(node))
        for statement in node.body:
            match statement:
                case ast.FunctionDef():
                    self._check_function(statement, node)
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self._check_member(node, name, value)
                case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
                    self._check_annotation(annotation)
                    if value is not None:
                        self._check_member(node, name, value)
                case ast.Pass() | ast.Expr(value=ast.Constant()):
                    pass
                case _:
                    raise refuse(statement, f"{type(statement).__name__} in a class")
        self._inside = outside

    def _check_bases(self, node: ast.ClassDef) -> None:
        for base in node.bases:
            thing = CallTime(self._bindings, []).thing(base)
            is_known = thing.name in harmless.DECLARATIVE_BASES | harmless.ERRORS | {"TypedDict"}
            is_own = thing.kind is Kind.CLASS
            is_builtin = thing.kind is Kind.HARMLESS and isinstance(base, ast.Name) and _is_base(base.id)
            if not (is_known or is_own or is_builtin):
                raise refuse(node, f"inherits from {ast.unparse(base)[:50]}")
        for keyword in node.keywords:
            if keyword.arg in (None, "metaclass") or not isinstance(keyword.value, ast.Constant):
                raise refuse(node, "a class with a metaclass, or with arguments")
        for decorator in node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if self._library(called) != "dataclass":
                raise refuse(node, f"the decorator {ast.unparse(decorator)[:50]}")

    def _check_member(self, node: ast.ClassDef, name: str, value: ast.expr) -> None:
        if name.startswith("__") and name not in _CLASS_SETTINGS:
            raise refuse(value, f"defines {name}")
        if isinstance(value, ast.Constant):
            return
        match name:
            case "__table_args__":
                self._check_table_arguments(value)
            case "__mapper_args__" | "type_annotation_map":
                self._check_settings(name, value)
            case "metadata":
                if not (isinstance(value, ast.Call) and self._library(value.func) == "MetaData"):
                    raise refuse(value, "a MetaData that is not known")
                self._check_call(value)
            case _:
                self._check_mapped_value(node, value)

    def _check_mapped_value(self, node: ast.ClassDef, value: ast.expr) -> None:
        name = self._library(value.func) if isinstance(value, ast.Call) else ""
        if isinstance(value, ast.Call) and name in harmless.MAPPED_VALUES:
            self._check_call(value)
        elif isinstance(value, ast.Call) and name == "field" and node.decorator_list:
            self._check_field(value)
        else:
            raise refuse(value, "a value in a class that its objects may share")

    def _check_field(self, call: ast.Call) -> None:
        """Of a dataclass: a constant, or made anew for each object."""
        for keyword in call.keywords:
            if keyword.arg == "default_factory":
                self._check_argument(keyword.value, keyword.arg)
            elif not is_constant(keyword.value):
                raise refuse(call, "a value in a class that its objects may share")

    def _check_table_arguments(self, value: ast.expr) -> None:
        for element in value.elts if isinstance(value, ast.Tuple) else [value]:
            if isinstance(element, ast.Dict):
                _check_display(element)
            else:
                self._check_argument(element)

    def _check_settings(self, name: str, value: ast.expr) -> None:
        if not isinstance(value, ast.Dict):
            raise refuse(value, f"{name} that is no dict")
        for key, item in zip(value.keys, value.values, strict=True):
            if name == "type_annotation_map":
                self._check_annotation(key)
            elif not (isinstance(key, ast.Constant) and key.value in _MAPPER_OPTIONS):
                raise refuse(value, f"something in {name} that is not known")
            self._check_argument(item)

    # ---- functions ----

    def _check_function(self, node: ast.FunctionDef, owner: ast.ClassDef | None) -> None:
        if owner is not None and node.name.startswith("__") and node.name not in _SPECIAL_METHODS:
            raise refuse(node, f"defines {node.name}")
        for decorator in node.decorator_list:
            self._check_decorator(decorator)
        for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self._check_default(default)
        for argument in parameters(node.args):
            self._check_annotation(argument.annotation)
        self._check_annotation(node.returns)
        is_hybrid = any(
            ast.unparse(decorator).endswith("hybrid_property") for decorator in node.decorator_list
        )
        CallTime(self._bindings, []).check_function(node, _first_outlives(node), is_hybrid)

    def _check_decorator(self, node: ast.expr) -> None:
        match node:
            case ast.Name(id=name):
                thing = self._bindings.find(name)
                if name in ("property", "staticmethod", "classmethod"):
                    return
                if thing.kind is Kind.LIBRARY and thing.name in harmless.METHOD_DECORATORS:
                    return
            case ast.Attribute(value=ast.Name(id=name), attr=part) if name in self._inside:
                if part in harmless.PARTS_OF_PROPERTIES:
                    return
            case ast.Attribute():
                if self._library(node) in harmless.METHOD_DECORATORS:
                    return
            case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
                given = [*args, *(keyword.value for keyword in keywords)]
                if self._bindings.find(name).name == "validates" and all(map(is_constant, given)):
                    return
        raise refuse(node, f"the decorator {ast.unparse(node)[:50]}")

    def _check_default(self, node: ast.expr) -> None:
        if isinstance(node, ast.Name) and self._bindings.find(node.id).kind is Kind.HARMLESS:
            return
        if not is_constant(node):
            raise refuse(node, "a default that can be changed")


_EVALUATED = (
    ast.Name, ast.Attribute, ast.Compare, ast.List, ast.Tuple, ast.BoolOp, ast.BinOp, ast.UnaryOp,
    ast.expr_context, ast.cmpop, ast.boolop, ast.operator, ast.unaryop,
)  # fmt: skip


def _is_base(name: str) -> bool:
    return name == "object" or name[0].isupper()


def _is_chained(func: ast.expr) -> bool:
    """Whether a method of what a call gave is called."""
    return isinstance(func, ast.Attribute) and isinstance(func.value, ast.Call)


def _names_inside(node: ast.ClassDef) -> Iterator[str]:
    for statement in node.body:
        match statement:
            case ast.FunctionDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def _check_display(node: ast.expr) -> None:
    """A list, set or dict of constants."""
    allowed = (
        ast.List,
        ast.Dict,
        ast.Set,
        ast.Tuple,
        ast.Constant,
        ast.expr_context,
        ast.UnaryOp,
        ast.unaryop,
    )
    for inner in ast.walk(node):
        if not isinstance(inner, allowed):
            raise refuse(node, "a collection of something else than constants")


def _first_outlives(node: ast.FunctionDef) -> bool:
    """Whether the first parameter is, or can be, a class: as it is of hybrids too."""
    names = {
        ast.unparse(d.func if isinstance(d, ast.Call) else d).rpartition(".")[2] for d in node.decorator_list
    }
    return bool(names - {"property", "staticmethod", "contextmanager", "validates", "setter", "deleter"})
