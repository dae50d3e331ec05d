"""Models and functions: keys, foreign keys, relationships and shapes that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from grader.language import before, shapes, values
from grader.language.column_types import ELEMENTS
from grader.language.drawn import EXAMPLES, FITTING, parse_range
from grader.language.inheritance import inherit, list_ancestors
from grader.language.links import NoLinkError, link
from grader.language.models import Column, Function, Model, Relationship
from grader.language.validation.names import Report, check_column_name
from grader.language.yaml_positions import Path
from grader.wording import shown, unknown

_OURS = re.compile(
    r"(PG|PYTHON|LD_|LC_|MALLOC_)\w*|PATH|HOME|LANG|TZ|TMPDIR|TEMP|TMP|DATABASE_URL", re.IGNORECASE
)
"""Variables of the environment that say where a submission runs, and where its connections lead."""


def check_environment(environment: Mapping[str, str], report: Report) -> None:
    """Variables that are the exercise's to set."""
    for name in environment:
        if _OURS.fullmatch(name):
            report(("environment", name), f"`{name}` is set by the grader itself: a submission gets no other")


def check_before(statements: Sequence[str], report: Report) -> tuple[str, ...]:
    """Statements that make something which is allowed; gives the schemas that they make."""
    schemas = []
    for i, statement in enumerate(statements):
        try:
            kind, name = before.parse_statement(statement)
        except before.NotMadeError as error:
            report(("before", i), str(error))
        else:
            schemas += [name] if kind == "schema" else []
    return tuple(schemas)


def check_models(models: Mapping[str, Model], schemas: Sequence[str], report: Report) -> None:
    """Keys, foreign keys and relationships that lead somewhere. ``models``: as they were written."""
    whole = inherit(models)
    for name, model in models.items():
        at: Path = ("models", name)
        if model.is_a:
            _check_inheritance(name, models, at, report)
        elif not model.primary_key:
            report((*at, "columns"), f"`{name}` needs a column with `primary_key: true`")
        if model.in_schema and model.in_schema not in (*schemas, "public"):
            report(
                (*at, "schema"),
                f"nothing makes the schema `{model.in_schema}`: add `before: CREATE SCHEMA {model.in_schema}`",
            )
        if not model.mapped:
            _check_unmapped(name, model, at, report)
        for column, facts in model.columns.items():
            _check_column(facts, (*at, "columns", column), report)
            if facts.foreign_key:
                check_column_name(facts.foreign_key, whole, (*at, "columns", column, "foreign_key"), report)
        for key in ("unique", "indexes"):
            for i, names in enumerate(getattr(model, key)):
                _check_together(name, names, models, (*at, key, i), report)
        for attribute, relationship in model.relationships.items():
            _check_relationship(
                name, attribute, relationship, whole, (*at, "relationships", attribute), report
            )


def _check_inheritance(name: str, models: Mapping[str, Model], at: Path, report: Report) -> None:
    model = models[name]
    if model.is_a not in models:
        report((*at, "is"), unknown("model", str(model.is_a), models))
        return
    ancestors = list_ancestors(models, name)
    if models[(name, *ancestors)[-1]].is_a in models:
        report((*at, "is"), f"`is:` leads from `{name}` in a circle")
        return
    if not all(models[each].mapped for each in (name, *ancestors)):
        report(
            (*at, "is"), "only mapped classes inherit in the database: leave out `mapped: false`, or `is:`"
        )
    for above in ancestors:
        for key in ("columns", "relationships"):
            for attribute in getattr(model, key).keys() & getattr(models[above], key).keys():
                report((*at, key, attribute), f"`{name}` inherits `{above}.{attribute}`: leave it out here")


def _check_together(
    name: str, columns: tuple[str, ...], models: Mapping[str, Model], path: Path, report: Report
) -> None:
    """Of one model: a constraint or an index lies in one table, and what is inherited may lie in another."""
    own = models[name].columns
    for column in columns:
        owner = next(
            (above for above in list_ancestors(models, name) if column in models[above].columns), None
        )
        if column not in own and owner:
            report(
                path,
                f"`{column}` is inherited from `{owner}`, and may lie in another table than `{name}`'s own",
            )
        elif column not in own:
            report(path, unknown("column", column, own, f"of `{name}`"))


def _check_column(column: Column, path: Path, report: Report) -> None:
    if column.on_delete and not column.foreign_key:
        report((*path, "on_delete"), "only a column with a `foreign_key:` has `on_delete:`")
    if column.enum and column.type not in ("any", "text"):
        report((*path, "enum"), f"an enumeration has no other type: leave out `type: {column.type}`")
    if column.drawn is not None and column.type in ELEMENTS:
        report((*path, "drawn"), f"an {column.type} has no bounds: give rows its values where they matter")
    elif isinstance(column.drawn, tuple):
        for i, value in enumerate(column.drawn):
            if not values.fits(value, column):
                report((*path, "drawn", i), f"{values.asked(column)} is expected, not {shown(value)}")
    elif column.drawn is not None:
        fitting = FITTING.get(column.type)
        if fitting is None:
            report((*path, "drawn"), f"a column of type {column.type} has no range: give a list of values")
        elif not isinstance(parse_range(column.drawn), fitting):
            report((*path, "drawn"), f"a range such as {EXAMPLES[fitting]}, or a list of values, is expected")


def _check_unmapped(name: str, model: Model, at: Path, report: Report) -> None:
    if not model.table:
        report(at, f"`{name}` is not mapped: name the table of its rows, as in `table: users`")
    if model.relationships:
        report((*at, "relationships"), f"`{name}` is not mapped: only a mapped class has relationships")


def _check_relationship(
    model: str, name: str, relationship: Relationship, models: Mapping[str, Model], path: Path, report: Report
) -> None:
    if bool(relationship.one) == bool(relationship.many):
        report(path, "a relationship has either `one:` or `many:`, with the model on the other side")
    elif relationship.target not in models:
        report((*path, "one" if relationship.one else "many"), unknown("model", relationship.target, models))
    else:
        if relationship.inverse and relationship.inverse not in models[relationship.target].relationships:
            theirs = models[relationship.target].relationships
            report(
                (*path, "inverse"),
                unknown("relationship", relationship.inverse, theirs, f"of `{relationship.target}`"),
            )
        _check_order(relationship, models[relationship.target], (*path, "ordered"), report)
        known = [*models[model].columns, *models[relationship.target].columns]
        strange = [column for column in relationship.via if column not in known]
        for column in strange:
            where = f"of `{model}` or `{relationship.target}`"
            report((*path, "via"), unknown("column", column, dict.fromkeys(known), where))
        if strange:
            return
        try:
            link(models, model, name)
        except NoLinkError as error:
            report(path, str(error))
        except KeyError:
            return  # a faulty model, told elsewhere


def _check_order(relationship: Relationship, target: Model, path: Path, report: Report) -> None:
    order = relationship.order
    if order is None:
        return
    column = target.columns.get(order.column)
    if relationship.one:
        report(path, "only a list has an order: `ordered:` stands beside `many:`")
    elif column is None:
        report(path, unknown("column", order.column, target.columns, f"of `{relationship.target}`"))
    elif column.type in ("any", "json") or column.enum or column.foreign_key:
        report(path, "an order is by a column of a stated type, which is no JSON, enumeration or foreign key")


def check_functions(functions: Mapping[str, Function], models: Mapping[str, Model], report: Report) -> None:
    """Owners that are models, and shapes that can be read."""
    for name, function in functions.items():
        at: Path = ("functions", name)
        owner = name.rpartition(".")[0]
        if owner and owner not in models:
            report(at, unknown("model", owner, models))
        if owner and function.kind in (None, "function"):
            report(at, "a dotted name needs `kind:`: method, class method or property")
        if not owner and function.kind not in (None, "function"):
            report(at, f"a {function.kind} is named with its model, such as `Author.{name}`")
        if function.returns:
            try:
                shapes.parse(function.returns, models)
            except shapes.NoShapeError as error:
                report((*at, "returns"), str(error))
