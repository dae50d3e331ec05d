"""Errors that a submission's own models explain: the hint names its classes, tables and columns, and their line."""

from __future__ import annotations

from collections.abc import Mapping

from grader.hints.places import find_column, find_line
from grader.hints.rule import HintRule, LookedUp, Module
from grader.wording import find_nearest
from grader.worker.protocol import Imported, ModelReport, Where

_MODELS = """\
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Owner(Base):
    __tablename__ = "owners"
    id: Mapped[int] = mapped_column(primary_key=True)
    pets: Mapped[list["Pet"]] = relationship(back_populates="owner")

class Pet(Base):
    __tablename__ = "pets"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("owners.id"))
    owner: Mapped["Owner"] = relationship(back_populates="pets")
"""


def _with(right: str, wrong: str) -> Module:
    """The models with one mistake."""
    return Module(_MODELS.replace(right, wrong))


# ---- foreign keys


def _target_table(groups: Mapping[str, str], imported: Imported) -> LookedUp | None:
    """The table that a foreign key most likely means: of a class of that name, else the nearest."""
    of_classes = {model.name.lower(): model.table for model in imported.models}
    meant = of_classes.get(groups["target"].lower()) or find_nearest(groups["target"], of_classes.values())
    where = find_column(imported, groups["table"], groups["column"])
    return LookedUp({"meant": meant}, where) if meant else None


def _target_column(groups: Mapping[str, str], imported: Imported) -> LookedUp | None:
    """The column that a foreign key most likely means, of the table that it names."""
    columns = [
        c for model in imported.models if model.table == groups["target"] for c in model.columns.values()
    ]
    meant = find_nearest(groups["column"], columns) or next(iter(columns), None)
    return LookedUp({"meant": meant}, _find_key_line(groups, imported)) if meant else None


def _find_key_line(groups: Mapping[str, str], imported: Imported) -> Where | None:
    """The line of the foreign key from one table to another; that of its class where no column is named like one."""
    by_table = {model.table: model for model in imported.models}
    child, parent = by_table.get(groups["table"]), by_table.get(groups["target"])
    found = _find_key(child, parent) if child and parent else None
    return found.where if found else child.where if child else None


def _missing_key(groups: Mapping[str, str], imported: Imported) -> LookedUp | None:
    """The column that lacks the foreign key of a relationship, where its name tells: ``Pet.owner_id`` is for
    ``Owner.pets``, and for ``Pet.owner``."""
    here = next((model for model in imported.models if model.name == groups["model"]), None)
    others = [model for model in imported.models if model.name.lower() in groups["attribute"].lower()]
    if here is None:
        return None
    for other in others:
        for child, parent in ((other, here), (here, other)):
            found = _find_key(child, parent)
            if found and found.words["own"] not in child.with_foreign_key:
                return found
    return None


def _find_key(child: ModelReport, parent: ModelReport) -> LookedUp | None:
    names = {f"{name}_id" for name in (parent.name.lower(), parent.table, parent.table.removesuffix("s"))}
    column = next((attribute for attribute in child.columns if attribute in names), None)
    if column is None or not parent.primary_key:
        return None
    key = f"{parent.table}.{parent.columns[parent.primary_key[0]]}"
    words = {"column": f"{child.name}.{column}", "own": column, "key": key}
    return LookedUp(words, find_line(child, column))


# ---- classes and relationships


def _plain_class(groups: Mapping[str, str], imported: Imported) -> LookedUp | None:
    """A class of that name that is not mapped."""
    found = next((cls for cls in imported.classes if cls.name == groups["name"]), None)
    return LookedUp({}, found.where) if found else None


def _near_class(groups: Mapping[str, str], imported: Imported) -> LookedUp | None:
    """The model that a relationship most likely means."""
    meant = find_nearest(groups["name"], [model.name for model in imported.models])
    return LookedUp({"meant": meant}) if meant else None


def _single_object(groups: Mapping[str, str], imported: Imported) -> LookedUp | None:
    """The relationship at whose None ``append`` was called: a list is never None."""
    found = _find_relationship(groups["attribute"], imported)
    if found is None:
        return None
    model, target = found
    words = {"model": model.name, "target": target}
    return LookedUp(words, model.relationships[groups["attribute"]].where)


def _target(groups: Mapping[str, str], imported: Imported) -> LookedUp | None:
    """What the objects of a relationship are."""
    found = _find_relationship(groups["attribute"], imported)
    return LookedUp({"target": found[1]}) if found else None


def _find_relationship(attribute: str, imported: Imported) -> tuple[ModelReport, str] | None:
    """The only model that has a relationship of that name, and what it leads to."""
    owners = [model for model in imported.models if attribute in model.relationships]
    return (owners[0], owners[0].relationships[attribute].target) if len(owners) == 1 else None


def _near_attribute(groups: Mapping[str, str], imported: Imported) -> LookedUp | None:
    """The attribute of a model that was most likely meant."""
    model = next((model for model in imported.models if model.name == groups["model"]), None)
    names = [*model.columns, *model.column_lines, *model.attributes] if model else []
    meant = find_nearest(groups["name"], names)
    return LookedUp({"meant": meant}) if meant else None


_KEYS = r"could not find table '(?P<target>\w+)' with which to generate a foreign key to target column '(?P<key>\w+)'"

_PUT_INTO = r"\.(?P<attribute>\w+)(\.(append|add|extend|insert)\(| *= )"

RULES = (
    HintRule(
        "NoReferencedTableError",
        rf"column '(?P<table>\w+)\.(?P<column>\w+)' {_KEYS}",
        'There is no table {target} for {table}.{column}. ForeignKey takes the name of a table: ForeignKey("{meant}.{key}").',
        _with("owners.id", "owner.id"),
        others=(_with("owners.id", "Owner.id"),),
        look_up=_target_table,
    ),
    HintRule(
        "NoReferencedColumnError",
        r"on table '(?P<table>\w+)': table '(?P<target>\w+)' has no column named '(?P<column>\w+)'",
        'Table {target} has no column {column}, which {table} refers to. Write ForeignKey("{target}.{meant}").',
        _with("owners.id", "owners.ids"),
        look_up=_target_column,
    ),
    HintRule(
        "NoForeignKeysError",
        r"relationship (?P<model>\w+)\.(?P<attribute>\w+)",
        '{model}.{attribute} needs a foreign key, and {column} is a plain column: give it ForeignKey("{key}").',
        _with('mapped_column(ForeignKey("owners.id"))', "mapped_column()"),
        others=(
            Module(
                _MODELS.replace('mapped_column(ForeignKey("owners.id"))', "mapped_column()")
                .replace('pets: Mapped[list["Pet"]] = relationship(back_populates="owner")', "")
                .replace('back_populates="pets"', "")
            ),
        ),
        look_up=_missing_key,
    ),
    HintRule(
        "InvalidRequestError",
        r"failed to locate a name \('(?P<name>\w+)'\)",
        "{name} is a class, but not a model: derive it from the Base of the others, class {name}(Base).",
        _with("class Pet(Base)", "class Pet"),
        look_up=_plain_class,
    ),
    HintRule(
        "InvalidRequestError",
        r"Mapper\[(?P<model>\w+)\(.*failed to locate a name \('(?P<name>\w+)'\)",
        "There is no class {name} for a relationship of {model}: did you mean {meant}?",
        _with('list["Pet"]', 'list["Pets"]'),
        look_up=_near_class,
    ),
    HintRule(
        "InvalidRequestError",
        r"Mapper\[(?P<model>\w+)\(.*has no property '(?P<name>\w+)'",
        "A back_populates names {model}.{name}, which is not there: did you mean {meant}?",
        _with('back_populates="owner"', 'back_populates="owners"'),
        look_up=_near_attribute,
    ),
    HintRule(
        "AttributeError",
        r"type object '(?P<model>\w+)' has no attribute '(?P<name>\w+)'",
        "{model} has no {name}: did you mean {meant}?",
        "select(User.nmae)",
        look_up=_near_attribute,
    ),
    HintRule(
        "TypeError",
        r"'(?P<name>\w+)' is an invalid keyword argument for (?P<model>\w+)",
        "{model} has no attribute {name}: did you mean {meant}?",
        'User(nmae="Ada")',
        look_up=_near_attribute,
    ),
    HintRule(
        "AttributeError",
        r"'NoneType' object has no attribute '(append|extend|add|remove)'",
        '{model}.{attribute} leads to one object, not to a list: write Mapped[list["{target}"]]. The foreign key stands in {target}.',
        """
        User(name="Ada").profile.append(None)
        """,
        line=r"\.(?P<attribute>\w+)\.(append|extend|add|remove)\(",
        look_up=_single_object,
    ),
    HintRule(
        "AttributeError",
        "'dict' object has no attribute '_sa_instance_state'",
        "{attribute} takes objects of {target}, and this is a dict: make an object of it first, {target}(**...).",
        "User(name='Ada').messages.append({'content': 'hello'})",
        line=_PUT_INTO,
        look_up=_target,
    ),
    HintRule(
        "AttributeError",
        r"'(?P<type>list|str|int|tuple)' object has no attribute '_sa_instance_state'",
        "{attribute} takes objects of {target}, and this is a {type}.",
        "User(name='Ada').messages.append('hello')",
        others=("user = User(name='Ada')\nuser.messages = [1]",),
        line=_PUT_INTO,
        look_up=_target,
    ),
)
