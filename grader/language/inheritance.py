"""Models that are others: an Engineer that `is: Person` has what a Person has."""

from __future__ import annotations

from collections.abc import Mapping

from grader.language.models import Model


def list_ancestors(models: Mapping[str, Model], name: str) -> tuple[str, ...]:
    """The models that a model is, the nearest first, up to one that is not there or comes a second time."""
    found: list[str] = []
    while (above := models[(name, *found)[-1]].is_a) and above in models and above not in (name, *found):
        found.append(above)
    return tuple(found)


def list_family(models: Mapping[str, Model], name: str) -> tuple[str, ...]:
    """The model itself, then all models that are it."""
    return (name, *(other for other in models if other != name and name in list_ancestors(models, other)))


def list_own_columns(models: Mapping[str, Model], name: str) -> tuple[str, ...]:
    """The columns of a model that it does not inherit."""
    above = models.get(models[name].is_a or "")
    return tuple(column for column in models[name].columns if above is None or column not in above.columns)


def list_own_relationships(models: Mapping[str, Model], name: str) -> tuple[str, ...]:
    """The relationships of a model that it does not inherit."""
    above = models.get(models[name].is_a or "")
    return tuple(r for r in models[name].relationships if above is None or r not in above.relationships)


def inherit(models: Mapping[str, Model]) -> dict[str, Model]:
    """The models as they were written, each with the columns and relationships that it inherits, which come first."""
    return {name: _inherit(models, name) for name in models}


def _inherit(models: Mapping[str, Model], name: str) -> Model:
    line = [models[above] for above in (*reversed(list_ancestors(models, name)), name)]
    columns = {column: facts for model in line for column, facts in model.columns.items()}
    relationships = {attribute: facts for model in line for attribute, facts in model.relationships.items()}
    return models[name].model_copy(update={"columns": columns, "relationships": relationships})
