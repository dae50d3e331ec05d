"""``grader starter``: the module that students begin with, from what the exercise asks of everybody.

What is given away: names, signatures, what functions return, titles of visible checks, and a primary key for each
model, without which SQLAlchemy does not import it. All other columns and the relationships are TODOs in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from grader.commands import options, python_text
from grader.commands.writing import rendered, write_new
from grader.course.course import find_course
from grader.language import shapes, words
from grader.language.acts import Call, Read
from grader.language.checks import ScenarioCheck
from grader.language.exercise import Exercise
from grader.language.inheritance import list_ancestors, list_own_columns, list_own_relationships
from grader.language.links import Holder, link
from grader.language.models import Function, Model
from grader.language.validation.names import SESSION
from grader.terminal import OUTPUT

_DATES = ("date", "datetime", "time")
_INDENT = 4
_DECORATORS = {"class method": "@classmethod", "property": "@property"}
_FIRST = {"class method": "cls", "method": "self", "property": "self"}


@dataclass(frozen=True)
class _Function:
    """``decorator`` and ``docstring`` are empty where there is none."""

    decorator: str
    head: str
    docstring: str


@dataclass(frozen=True)
class _Class:
    """A model's part of the starter. ``base`` is empty for a class that is not mapped."""

    name: str
    base: str
    body: Sequence[str]
    functions: Sequence[_Function]


def starter(
    slug: options.Slug,
    output: Annotated[
        Path | None, typer.Option(help="A new file for it; else it is printed.", metavar="FILE")
    ] = None,
) -> int:
    """Write the module that students begin with, from what the exercise asks."""
    written = text(find_course(Path.cwd()).exercise(slug))
    if output is None:
        OUTPUT.write(written)
    else:
        write_new(output, written.encode())
        OUTPUT.write(f"{output}\n")
    return 0


def text(exercise: Exercise) -> str:
    """The starter: a module that can be imported, and earns nothing yet."""
    return rendered(
        "starter.py.jinja",
        slug=exercise.slug,
        docstring=python_text.docstring(
            [exercise.title, "Replace every TODO; instructions.md says what is asked."]
        ),
        imports=list(_imports(exercise)),
        is_mapped=_is_mapped(exercise),
        models=[_class(name, exercise) for name in _in_order(exercise)],
        functions=[_function(name, exercise) for name in exercise.functions if "." not in name],
    )


# ---- imports ----------------------------------------------------------------------------------


def _imports(exercise: Exercise) -> Iterator[str]:
    """What the skeleton needs and a solution is likely to, less what a model of the exercise is called."""
    if not _is_mapped(exercise):
        yield "import psycopg2"
        return
    types = _types(exercise)
    standard = [
        *_import("datetime", [name for name in _DATES if name in types]),
        *_import("decimal", ["Decimal"] if "decimal" in types else []),
        *_import("uuid", ["UUID"] if "uuid" in types else []),
    ]
    yield from standard
    if standard:
        yield ""
    for module, names in (
        ("sqlalchemy", _of_sqlalchemy(exercise)),
        ("sqlalchemy.orm", _of_the_orm(exercise)),
    ):
        yield from _import(module, [name for name in names if name not in exercise.models])


def _is_mapped(exercise: Exercise) -> bool:
    return any(model.mapped for model in exercise.models.values())


def _import(module: str, names: Sequence[str]) -> list[str]:
    return [f"from {module} import {', '.join(names)}"] if names else []


def _types(exercise: Exercise) -> set[str]:
    """Types of columns and of results, as the exercise calls them."""
    columns = {column.type for model in exercise.models.values() for column in model.columns.values()}
    results = {shapes.parse(f.returns, exercise.models).of for f in exercise.functions.values() if f.returns}
    return columns | results


def _of_sqlalchemy(exercise: Exercise) -> Iterator[str]:
    models = exercise.models
    columns = [column for model in models.values() for column in model.columns.values()]
    has_table = any(
        link(models, name, attribute).holder is Holder.TABLE
        for name, model in models.items()
        for attribute in model.relationships
    )
    if has_table:
        yield "Column"
    if has_table or any(column.foreign_key for column in columns):
        yield "ForeignKey"
    if any(column.length for column in columns):
        yield "String"
    if has_table:
        yield "Table"
    if any(column.is_filled_with_the_moment for column in columns):
        yield "func"
    if exercise.functions:
        yield "select"


def _of_the_orm(exercise: Exercise) -> Iterator[str]:
    yield from ("DeclarativeBase", "Mapped")
    if any(SESSION in function.parameters for function in exercise.functions.values()):
        yield "Session"
    yield "mapped_column"
    if any(model.relationships for model in exercise.models.values()):
        yield "relationship"


# ---- models -----------------------------------------------------------------------------------


def _in_order(exercise: Exercise) -> list[str]:
    """What is inherited stands before what inherits it."""
    return sorted(exercise.models, key=lambda name: len(list_ancestors(exercise.models, name)))


def _class(name: str, exercise: Exercise) -> _Class:
    model = exercise.models[name]
    functions = [
        _function(dotted, exercise) for dotted in exercise.functions if dotted.startswith(f"{name}.")
    ]
    body = _inheriting_body if model.is_a else _body if model.mapped else _unmapped_body
    base = f"({model.is_a or 'Base'})" if model.mapped else ""
    return _Class(name, base, list(body(name, model, exercise)), functions)


def _table(model: str) -> str:
    """``blog_posts`` for ``BlogPost``: a plural, since many a singular is a word of SQL."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", model).lower()
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if re.search(r"(s|x|ch|sh)$", name) else f"{name}s"


def _unmapped_body(_name: str, model: Model, _exercise: Exercise) -> Iterator[str]:
    place = f"{model.in_schema}.{model.table}" if model.in_schema else model.table
    yield from python_text.todo(f"make the table {place}, where its rows lie", _INDENT)
    for column, asked in model.columns.items():
        yield from python_text.todo(f"{column} ({words.column(asked)})", _INDENT)


def _inheriting_body(name: str, model: Model, exercise: Exercise) -> Iterator[str]:
    """Where its rows lie is the student's choice."""
    yield f'"""A {model.is_a}."""'
    yield ""
    yield from python_text.todo(
        f"the table of {model.is_a}, or one of its own: what tells its rows from others?", _INDENT
    )
    yield from _attributes(name, exercise)


def _body(name: str, model: Model, exercise: Exercise) -> Iterator[str]:
    yield f"__tablename__ = {python_text.literal(model.table or _table(name))}"
    if model.in_schema:
        yield f'__table_args__ = {{"schema": {python_text.literal(model.in_schema)}}}'
    yield ""
    yield from _attributes(name, exercise)


def _attributes(name: str, exercise: Exercise) -> Iterator[str]:
    """Columns and relationships that it does not inherit."""
    models = exercise.models
    for column in list_own_columns(models, name):
        asked = models[name].columns[column]
        said = words.column(asked)
        if said != "integer, primary key":
            yield from python_text.todo(f"{column} ({said})", _INDENT)
        if asked.primary_key:
            kind = python_text.annotation(shapes.Shape(asked.type)) or "int"
            yield f"{column}: Mapped[{kind}] = mapped_column(primary_key=True)"
    for attribute in list_own_relationships(models, name):
        yield from python_text.todo(f"{attribute} ({words.relationship(models, name, attribute)})", _INDENT)


# ---- functions --------------------------------------------------------------------------------


def _function(name: str, exercise: Exercise) -> _Function:
    asked = exercise.functions[name]
    kind = asked.kind or "function"
    owner, _, own = name.rpartition(".")
    indent = _INDENT if owner else 0
    head = python_text.definition(
        own, _parameters(kind, asked, exercise), _returns(asked, exercise, in_class=bool(owner)), indent
    )
    return _Function(_DECORATORS.get(kind, ""), head, _docstring(name, exercise, indent + _INDENT))


def _parameters(kind: str, asked: Function, exercise: Exercise) -> list[str]:
    session = SESSION if "Session" in exercise.models else f"{SESSION}: Session"
    first = [_FIRST[kind]] if kind in _FIRST else []
    return first + [session if parameter == SESSION else parameter for parameter in asked.parameters]


def _returns(asked: Function, exercise: Exercise, in_class: bool) -> str:
    """The annotation; in a class in quotes, since models that come later have no name yet."""
    if not asked.returns:
        return ""
    shape = shapes.parse(asked.returns, exercise.models)
    found = python_text.annotation(shape)
    return python_text.literal(found) if in_class and shape.of in exercise.models else found


def _docstring(name: str, exercise: Exercise, indent: int) -> str:
    """What it returns, and the titles of the visible checks that use it."""
    returns = exercise.functions[name].returns
    titles = [
        check.title
        for check in exercise.checks
        if isinstance(check, ScenarioCheck)
        and check.id not in exercise.hidden
        and any(_uses(act, name) for act in check.do)
    ]
    if not returns and not titles:
        return ""
    first = f"Returns: {returns.replace('null', 'None')}" if returns else "What is checked"
    return python_text.docstring([first], titles, indent)


def _uses(act: object, name: str) -> bool:
    """Whether an act calls or reads what has that name: a function, or something on a row's model."""
    if not isinstance(act, Call | Read):
        return False
    owner, _, own = name.rpartition(".")
    path = act.call if isinstance(act, Call) else act.read
    return path == name or (bool(owner) and path.startswith("$") and own in path.split(".")[1:])
