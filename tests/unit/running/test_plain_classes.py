"""Plain classes where the exercise asks for them: models and objects like any others, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

from grader.model import Catalog, TableFacts
from grader.running import plain_classes
from grader.worker.protocol import ClassReport, Entries, Imported, Instance, Items, Object, Where
from tests.support.evidence import column, exercise, gave, report, table

COLUMNS = {"id": {"type": "integer", "primary_key": True}, "name": {"type": "text"}}
ASKED = exercise(models={"User": {"mapped": False, "table": "users", "columns": COLUMNS}})
MAPPED = exercise(models={"User": {"columns": COLUMNS}})
USERS = table("users", column("id", "integer"), column("name", "text"), column("more", "text"))
USER = ClassReport("User", ("save",), Where("ada.py", 7))
IMPORTED = Imported(None, "", (), (USER,), (), ("User",), (), True, 0.1)
ADA = Instance("User", {"id": 7, "name": "Ada"}, False)
OBJECT = Object("User", "", (), plain_classes.STATE, {"id": 7, "name": "Ada"}, False)


def catalog(*tables: TableFacts) -> Catalog:
    return Catalog({facts.name: facts for facts in tables}, {})


def test_a_plain_class_is_a_model() -> None:
    """Its table is the one that the exercise names, its columns are those of the catalog."""
    (model,) = plain_classes.with_models(IMPORTED, catalog(USERS), ASKED).models
    assert ("User", "users", ("id",)) == (model.name, model.table, model.primary_key)
    assert {"id": "id", "name": "name", "more": "more"} == model.columns
    assert (("save",), Where("ada.py", 7)) == (model.attributes, model.where)


def test_a_plain_class_without_its_table() -> None:
    """Where there is no such table it has no columns."""
    (model,) = plain_classes.with_models(IMPORTED, catalog(), ASKED).models
    assert {} == model.columns


def test_a_mapped_class_in_its_place() -> None:
    """A mapped class is not the plain one that is asked for; others stay."""
    models = (report("User", USERS), report("Other", USERS))
    found = plain_classes.with_models(replace(IMPORTED, models=models, classes=()), catalog(USERS), ASKED)
    assert ["Other"] == [model.name for model in found.models]


def test_where_models_are_mapped() -> None:
    """An exercise with mapped models takes no plain class for one of them, and none of its instances."""
    assert () == plain_classes.with_models(IMPORTED, catalog(USERS), MAPPED).models
    assert ADA == plain_classes.with_objects(gave(ADA), MAPPED).value


def test_instances_are_objects() -> None:
    """An instance of an asked class is an object of the model, however deep it stands; others stay what they are."""
    other = Instance("Helper", {"id": 7}, False)
    value = Items("list", (ADA, other, Entries((("a", ADA),), 1)), 3)
    expected = Items("list", (OBJECT, other, Entries((("a", OBJECT),), 1)), 3)
    assert expected == plain_classes.with_objects(gave(value), ASKED).value
