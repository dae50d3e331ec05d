"""What an exercise asks, in words for a person: a column, a relationship, a function, a number of things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.language.links import Holder, link
from grader.language.models import Column, Function, Model, Relationship

_CASCADES = {
    "delete": "deleting one deletes its {name}",
    "unlink": "deleting one unlinks its {name} (NULL)",
    "refuse": "one with {name} cannot be deleted",
}


def column(asked: Column) -> str:
    """All that is asked of a column: ``text, not NULL, unique``."""
    return ", ".join(_column(asked))


def relationship(models: Mapping[str, Model], model: str, name: str) -> str:
    """All that is asked of a relationship: ``many Post, the other side of Post.author``."""
    return ", ".join(_relationship(models, model, models[model].relationships[name], name))


def signature(name: str, asked: Function) -> str:
    """How a function is called: ``borrow(session, book_id)``. A property has no parentheses."""
    if asked.kind == "property":
        return name
    return f"{name}({', '.join(asked.parameters)})"


def _column(asked: Column) -> Iterator[str]:
    yield "any type" if asked.type == "any" else asked.type
    if asked.length:
        yield f"VARCHAR({asked.length})"
    if asked.primary_key:
        yield "primary key"
    if asked.nullable is not None:
        yield "may be NULL" if asked.nullable else "not NULL"
    if asked.unique:
        yield "unique"
    if asked.index:
        yield "indexed"
    if asked.foreign_key:
        yield f"foreign key to {asked.foreign_key}"
    if asked.on_delete:
        yield f"ON DELETE {asked.on_delete.upper()}"
    if asked.server_default:
        yield "with a default in the database"
    if asked.enum:
        yield f"one of {', '.join(asked.enum)}"
    if asked.is_filled_with_the_moment:
        yield f"default: the {'day' if asked.default == 'today' else 'moment'} of creation"
    elif asked.default is not None:
        yield f"default: {asked.default!r}"


def _relationship(models: Mapping[str, Model], model: str, asked: Relationship, name: str) -> Iterator[str]:
    yield f"{'one' if asked.one else 'many'} {asked.target}"
    if asked.inverse:
        yield f"the other side of {asked.target}.{asked.inverse}"
    if asked.ordered:
        yield f"ordered {asked.ordered}"
    if asked.via:
        yield f"by way of {' and '.join(asked.via)}"
    if link(models, model, name).holder is Holder.TABLE:
        yield "with a table in between"
    if asked.cascade:
        yield _CASCADES[asked.cascade].format(name=name)
