"""How two models hang together: which side of a relationship holds the key, or that a table of its own does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from grader.language.inheritance import list_ancestors
from grader.language.models import Model, Relationship
from grader.wording import listed


class Holder(Enum):
    """Who holds the foreign key of a relationship."""

    SELF = "self"  # many-to-one
    TARGET = "target"  # one-to-many, or one-to-one from the other side
    TABLE = "table"  # many-to-many


@dataclass(frozen=True)
class Link:
    """``columns`` (attributes of the holder) point to ``points_to`` of the other side, one to one; empty for a table."""

    holder: Holder
    columns: tuple[str, ...] = ()
    points_to: tuple[str, ...] = ()


class NoLinkError(Exception):
    """The models do not say how the two sides of a relationship hang together."""


def link(models: Mapping[str, Model], model: str, name: str) -> Link:
    """The link behind the relationship ``model.name``.

    Raises ``NoLinkError`` with a sentence where the columns' foreign keys do not tell.
    """
    relationship = models[model].relationships[name]
    own = _keys(models, model, relationship.target, relationship)
    theirs = _keys(models, relationship.target, model, relationship)
    if relationship.one and own:
        return _one_key(own, Holder.SELF, (model, name), relationship)
    if theirs:
        return _one_key(theirs, Holder.TARGET, (model, name), relationship)
    if relationship.many and _inverse_is_many(models, relationship):
        return Link(Holder.TABLE)
    raise NoLinkError(
        f"no column of `{relationship.target}` or `{model}` has a `foreign_key:` that links `{model}.{name}`"
    )


def _keys(models: Mapping[str, Model], model: str, target: str, relationship: Relationship) -> dict[str, str]:
    """Attributes of ``model`` that point to ``target``, or to what it inherits, with the column that they point to."""
    targets = (target, *list_ancestors(models, target))
    found = {
        name: column.foreign_key.split(".")[1]
        for name, column in models[model].columns.items()
        if column.foreign_key and column.foreign_key.split(".")[0] in targets
    }
    return {name: to for name, to in found.items() if not relationship.via or name in relationship.via}


def _one_key(
    keys: Mapping[str, str], holder: Holder, place: tuple[str, str], relationship: Relationship
) -> Link:
    """The columns of ``via:`` are one foreign key together; without it, it has one column."""
    model, name = place
    if not relationship.via and len(keys) > 1:
        raise NoLinkError(
            f"several foreign keys can link `{model}.{name}`: {', '.join(keys)}; say which with `via:`,"
            " or list them there if they are one key together"
        )
    astray = [column for column in relationship.via if column not in keys]
    if astray:
        raise NoLinkError(f"no `foreign_key:` of {listed(astray)} links `{model}.{name}`")
    columns = relationship.via or tuple(keys)
    return Link(holder, columns, tuple(keys[column] for column in columns))


def _inverse_is_many(models: Mapping[str, Model], relationship: Relationship) -> bool:
    inverse = models[relationship.target].relationships.get(relationship.inverse or "")
    return inverse is None or inverse.many is not None
