"""Is everything there that a check needs? Models by name, their tables, their columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from grader.checks.contract import CheckInput
from grader.language.models import Model
from grader.model import Finding, TableName
from grader.planning.uses import Uses
from grader.wording import any_of, find_nearest
from grader.worker.protocol import FailedFile, FailedTable, Imported, ModelReport, Where

_CREATE_ALL = "The grader calls create_all on the metadata of your models; nothing else is needed for it."
_CREATE_TABLE = "Your module makes it when it is imported: CREATE TABLE IF NOT EXISTS, and then a commit()."


def missing(asked: CheckInput, needs: Uses) -> Iterator[Finding]:
    """What is not there of what is needed: models, their tables, columns."""
    for name, columns in needs.items():
        found = list(_missing_model(asked, name))
        yield from found
        model = asked.model(name)
        if model and not found:
            yield from missing_columns(name, model, asked.exercise.models[name], columns)
        if model and columns:  # not its class alone, but its rows
            yield from rows_without_identity(name, asked)


def rows_without_identity(name: str, asked: CheckInput) -> Iterator[Finding]:
    """Where a model's rows lie among those of the one that it is, and nothing tells which are its own."""
    model, above = asked.model(name), asked.exercise.models[name].is_a
    if model and above and asked.shares_table(name) and not _has_identity(model):
        inherited = asked.model(above)
        yield Finding(
            f"Nothing tells the rows of `{name}` from those of `{above}`: they lie in the same table.",
            expected=f"a column of `{above}` that says of which class a row is, and an identity of `{name}` for it",
            actual="no polymorphic_identity"
            if inherited and _has_identity(inherited)
            else "no polymorphic_on",
            hint=f"Name the column in __mapper_args__ of `{above}` (polymorphic_on), and give each of the two classes"
            " a polymorphic_identity.",
            where=model.where,
        )


def _has_identity(model: ModelReport) -> bool:
    return any((model.constants, *(holder.constants for holder in model.inherited)))


def missing_columns(
    name: str, model: ModelReport, spec: Model, columns: Collection[str]
) -> Iterator[Finding]:
    """Those of ``columns`` that the exercise names and the model does not have."""
    owner = f"the class `{name}`" if spec.mapped else f"the CREATE TABLE of `{spec.table}`"
    there = list_columns(model)
    for column, asked in spec.columns.items():
        if column in columns and column not in there:
            near = find_nearest(column, there)
            also = f" There is `{near}`." if near else ""
            what = "is an attribute, but no column" if column in model.attributes else "is missing"
            yield Finding(
                message=f"The column `{name}.{column}` {what}.{also}",
                expected=f"`{name}` with the columns {', '.join(spec.columns)}",
                actual=", ".join(there) or "no columns",
                hint=f"Add a column to {owner}; its name must be exactly {any_of(column, asked.also_called)}.",
                where=model.where,
            )


def list_columns(model: ModelReport) -> list[str]:
    """The attributes that hold columns, inherited ones first."""
    above = (name for table in model.inherited for name in table.columns)
    return list(dict.fromkeys((*above, *model.columns)))


def _missing_model(asked: CheckInput, name: str) -> Iterator[Finding]:
    imported = asked.submission.imported
    if imported is None:
        return
    same = [model for model in imported.models if model.name == name]
    if len(same) > 1:
        yield Finding(
            message=f"There are {len(same)} models named `{name}`, so it cannot be told which one is meant.",
            expected=f"one class `{name}`",
            actual=", ".join(_place(model.where) for model in same),
            hint="Rename or remove all but one, or have the file that is meant graded alone.",
            where=same[-1].where,
        )
    elif not same:
        spec = asked.exercise.models[name]
        failed = next((failed for failed in imported.failed_files if name in failed.names), None)
        if failed:
            yield _in_failed_file(asked, failed, name)
            return
        yield _no_model(name, spec, imported) if spec.mapped else _no_class(name, spec, imported)
    else:
        yield from _missing_table(asked, same[0])


def _in_failed_file(asked: CheckInput, failed: FailedFile, name: str) -> Finding:
    told = asked.explain("It", failed.raised, "a file that can be imported")
    message = f"There is no `{name}`: it stands in {failed.file}, which cannot be imported."
    return replace(told, message=message, where=told.where or Where(failed.file, 1))


def _no_model(name: str, spec: Model, imported: Imported) -> Finding:
    models, wanted = imported.models, any_of(name, spec.also_called)
    near = find_nearest(name, [model.name for model in models])
    place = next((model.where for model in models if model.name == near), None)
    if name in imported.names:
        hint = (
            f"`{name}` is there, but it is not a model: let it inherit from Base and give it a __tablename__."
        )
    elif near:
        hint = f"There is a model `{near}`: is it the one? The name must be exactly {wanted}."
    else:
        hint = f"Write a class `{name}(Base)` with a __tablename__ and the columns that the exercise names."
    return Finding(
        message=f"There is no model `{name}`.",
        expected=f"a mapped class {wanted}",
        actual=", ".join(f"`{model.name}`" for model in models) or "no mapped class at all",
        hint=hint,
        where=place,
    )


def _no_class(name: str, spec: Model, imported: Imported) -> Finding:
    """Of a model that is not to be mapped."""
    wanted = any_of(name, spec.also_called)
    names = [found.name for found in imported.classes]
    near = find_nearest(name, names)
    if name in imported.names:
        hint = (
            f"`{name}` is there, but SQLAlchemy maps it, or it is not a class: here it sends its SQL itself."
        )
    elif near:
        hint = f"There is a class `{near}`: is it the one? The name must be exactly {wanted}."
    else:
        hint = f"Write a class `{name}` with the methods that the exercise names."
    return Finding(
        message=f"There is no class `{name}`.",
        expected=f"a class {wanted}",
        actual=", ".join(f"`{found}`" for found in names) or "no class at all",
        hint=hint,
        where=next((found.where for found in imported.classes if found.name == near), None),
    )


def _missing_table(asked: CheckInput, model: ModelReport) -> Iterator[Finding]:
    table = asked.table(model.name)
    catalog = asked.submission.catalog
    if table is None or table in catalog.tables:
        return
    if failed := _find_failed(asked, table):
        yield _not_created(asked, failed, model)
        return
    other = catalog.others.get(table)
    mapped = asked.exercise.models[model.name].mapped
    yield Finding(
        message=f"The table `{table}` of `{model.name}` is {f'a {other}' if other else 'not in the database'}.",
        expected=f"a table `{table}`",
        actual=other or ", ".join(str(name) for name in catalog.tables) or "no tables",
        hint=_CREATE_ALL if mapped else _CREATE_TABLE,
        where=model.where,
    )


def _find_failed(asked: CheckInput, table: TableName) -> FailedTable | None:
    imported = asked.submission.imported
    failed = imported.failed_tables if imported else ()
    return next((f for f in failed if TableName(f.schema or "public", f.name) == table), None)


def _not_created(asked: CheckInput, failed: FailedTable, model: ModelReport) -> Finding:
    """Of a table that PostgreSQL or SQLAlchemy did not take: their word, and the next step."""
    told = asked.explain("It", failed.raised, f"a table `{failed.name}`")
    what = f"The table `{failed.name}` of `{model.name}` cannot be created"
    if failed.needs:
        return replace(
            told,
            message=f"{what}: it refers to the table `{failed.needs}`, which cannot be created.",
            hint=f"Correct `{failed.needs}` first: the report says what is wrong with it.",
            where=model.where,
        )
    return replace(told, message=f"{what}: {failed.raised.type}.", where=told.where or model.where)


def _place(where: Where | None) -> str:
    return f"{where.file}:{where.line}" if where else "somewhere"
