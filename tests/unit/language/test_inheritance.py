"""A model that is another one has what that one has, and is found wherever that one is asked."""

from __future__ import annotations

from typing import Any

from grader.language.inheritance import (
    inherit,
    list_ancestors,
    list_family,
    list_own_columns,
    list_own_relationships,
)
from grader.language.links import Holder, Link, link
from grader.language.models import Model


def written(**models: Any) -> dict[str, Model]:
    return {name: Model.model_validate(model) for name, model in models.items()}


PEOPLE = written(
    Engineer={
        "is": "Person",
        "columns": {"language": "text", "boss_id": {"foreign_key": "Manager.id"}},
        "relationships": {"boss": {"one": "Manager", "inverse": "staff"}},
    },
    Person={
        "columns": {"id": {"primary_key": True}, "name": "text", "firm_id": {"foreign_key": "Firm.id"}},
        "relationships": {"firm": {"one": "Firm", "inverse": "people"}, "tasks": {"many": "Task"}},
    },
    Manager={"is": "Person", "relationships": {"staff": {"many": "Engineer", "inverse": "boss"}}},
    Chief={"is": "Manager"},
    Firm={
        "columns": {"id": {"primary_key": True}},
        "relationships": {"people": {"many": "Person", "inverse": "firm"}},
    },
    Task={"columns": {"id": {"primary_key": True}, "who_id": {"foreign_key": "Person.id"}}},
)


def test_what_is_inherited_comes_first() -> None:
    """A model has the columns, the key and the relationships of all that it is, and its own after them."""
    engineer = inherit(PEOPLE)["Engineer"]
    assert ["id", "name", "firm_id", "language", "boss_id"] == list(engineer.columns)
    assert ["firm", "tasks", "boss"] == list(engineer.relationships)
    assert engineer.primary_key == ("id",)


def test_what_is_its_own_is_known() -> None:
    """What a model does not inherit can be told from what it does."""
    models = inherit(PEOPLE)
    assert list_own_columns(models, "Engineer") == ("language", "boss_id")
    assert list_own_columns(models, "Person") == ("id", "name", "firm_id")
    assert list_own_columns(models, "Chief") == ()
    assert list_own_relationships(models, "Manager") == ("staff",)


def test_a_family() -> None:
    """A family is a model and all that are it, however far; its ancestors are told from the nearest."""
    assert list_family(PEOPLE, "Person") == ("Person", "Engineer", "Manager", "Chief")
    assert list_family(PEOPLE, "Chief") == ("Chief",)
    assert list_ancestors(PEOPLE, "Chief") == ("Manager", "Person")


def test_a_circle_ends() -> None:
    """Models that are each other are a fault of the exercise, and nothing goes on for ever."""
    models = written(Cat={"is": "Dog"}, Dog={"is": "Cat"}, Cub={"is": "Cub"})
    assert list_ancestors(models, "Cat") == ("Dog",)
    assert list_ancestors(models, "Cub") == ()
    assert inherit(models).keys() == models.keys()


def test_links_of_what_inherits() -> None:
    """A key that points to a person links engineers, too; one that points to a manager does not link persons."""
    models = inherit(PEOPLE)
    assert link(models, "Engineer", "firm") == Link(Holder.SELF, ("firm_id",), ("id",))
    assert link(models, "Chief", "tasks") == Link(Holder.TARGET, ("who_id",), ("id",))
    assert link(models, "Chief", "staff") == Link(Holder.TARGET, ("boss_id",), ("id",))
