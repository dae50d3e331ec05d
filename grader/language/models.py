"""What an exercise asks of models and functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from grader.language.column_types import COLUMN_TYPES, ColumnType
from grader.language.parts import ONE_OR_MORE, AsTuple, Dotted, Name, OrderBy, Part, shorthand

AlsoCalled = Annotated[
    tuple[Name, ...],
    *ONE_OR_MORE,
    Field(description="other names that are taken where none of this name is there"),
]


class Column(Part):
    """What is asked of one column. What is not stated is not checked."""

    type: Annotated[
        ColumnType, Field(description="`text` is any of TEXT, VARCHAR, CHAR; `any` is not looked at")
    ] = "any"
    length: Annotated[
        int | None, Field(description="VARCHAR of exactly this length", gt=0, le=10_485_760)
    ] = None
    enum: Annotated[
        tuple[str, ...] | None,
        AsTuple,
        Field(description="an enumeration of these, in any case: of PostgreSQL's, or as text", min_length=1),
    ] = None
    drawn: Annotated[
        str | tuple[bool | int | float | str, ...] | None,
        AsTuple,
        Field(
            description="what rows hold that are not given a value: `0..99`, `3..10 characters`,"
            " `today - 30 years..today`, or a list of values"
        ),
    ] = None
    nullable: Annotated[
        bool | None, Field(description="`false`: NOT NULL; `true`: NULL is allowed; else not looked at")
    ] = None
    primary_key: Annotated[bool, Field(description="it is the primary key, or part of it")] = False
    unique: Annotated[bool, Field(description="by a constraint or by an index, alone")] = False
    index: Annotated[bool, Field(description="an index begins with it")] = False
    server_default: Annotated[
        bool, Field(description="the table itself has a default for it: `server_default=...`")
    ] = False
    on_delete: Annotated[
        Literal["cascade", "set null", "restrict"] | None,
        Field(description="what PostgreSQL does with the row when what its key points to is deleted"),
    ] = None
    foreign_key: Annotated[Dotted | None, Field(description="the column it points to: `Author.id`")] = None
    default: Annotated[
        bool | int | float | str | None,
        Field(
            description="what a new object has in the database when no value is given; `now`: the moment of creation,"
            " `today`: its day"
        ),
    ] = None
    also_called: AlsoCalled = ()

    @property
    def is_filled_with_the_moment(self) -> bool:
        return self.default in ("now", "today")

    def read_label(self, value: Any) -> Any:
        """A value as it is compared: a label of an enumeration may be in any case, since SQLAlchemy stores the names of
        an Enum's members."""
        return value.lower() if self.enum and isinstance(value, str) else value


@dataclass(frozen=True)
class Order:
    """By a column of the other side."""

    column: str
    is_descending: bool


class Relationship(Part):
    """One side of a relationship: `one:` or `many:` names the model on the other side."""

    one: Annotated[Name | None, Field(description="the model on the other side: one object, or None")] = None
    many: Annotated[
        Name | None,
        Field(
            description="the model on the other side: a list of objects; many on both sides is a many-to-many"
        ),
    ] = None
    inverse: Annotated[Name | None, Field(description="the attribute on the other side")] = None
    inverse_seen: Annotated[
        Literal["in_memory", "after_refresh"],
        Field(
            description="when the other side shows that one side was set: at once, or when it is loaded again"
        ),
    ] = "in_memory"
    cascade: Annotated[
        Literal["delete", "unlink", "refuse"] | None,
        Field(
            description="what deleting this side does: the other is deleted, unlinked (NULL), or the reason for an error"
        ),
    ] = None
    via: Annotated[
        tuple[Name, ...],
        *ONE_OR_MORE,
        Field(
            description="the foreign key column, where several lead to the same model; a list of columns is one key of"
            " them together"
        ),
    ] = ()

    ordered: Annotated[
        OrderBy | None,
        Field(description="the order in which a list comes: `by title`, `by title desc`"),
    ] = None

    @property
    def target(self) -> str:
        return self.one or self.many or ""

    @property
    def order(self) -> Order | None:
        if self.ordered is None:
            return None
        _, column, *direction = self.ordered.split()
        return Order(column, is_descending=bool(direction))


class Model(Part):
    """What is asked of a class. Students may have more columns, and more models."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["columns"]}, {"required": ["is"]}]})

    also_called: AlsoCalled = ()
    mapped: Annotated[
        bool,
        Field(
            description="`false`: a plain class that sends its SQL itself; its rows lie in `table:`, which the module makes"
        ),
    ] = True
    is_a: Annotated[
        Name | None,
        Field(
            alias="is",
            description="the model that it inherits; its rows lie in that one's table, or in one of its own as well",
        ),
    ] = None
    table: Annotated[str | None, Field(description="the table's name, where it is prescribed")] = None
    in_schema: Annotated[
        Name | None, Field(alias="schema", description="the table's schema, which `before:` makes")
    ] = None
    columns: Annotated[
        dict[Name, Annotated[Column, *shorthand("type", enum=list(COLUMN_TYPES))]],
        Field(
            description="by attribute; a type alone is short for `{type: ...}`; inherited ones are left out"
        ),
    ] = {}
    relationships: Annotated[dict[Name, Relationship], Field(description="by attribute")] = {}
    unique: Annotated[
        tuple[Annotated[tuple[Name, ...], AsTuple], ...],
        AsTuple,
        Field(description="columns that are unique together: `[[title, author_id]]`"),
    ] = ()
    indexes: Annotated[
        tuple[Annotated[tuple[Name, ...], AsTuple], ...],
        AsTuple,
        Field(description="columns that an index begins with, in their order: `[[author_id, title]]`"),
    ] = ()

    @model_validator(mode="after")
    def _require_columns(self) -> Model:
        if not self.columns and self.is_a is None:
            raise PydanticCustomError("no_columns", "the key `columns` is missing")
        return self

    @property
    def primary_key(self) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if column.primary_key)


class Parameter(Part):
    """A parameter of a function. A student may call it otherwise where it stands in its place."""

    name: Annotated[Name, Field(description="as acts give it; `session` is filled by the grader")]
    also_called: AlsoCalled = ()


class Function(Part):
    """A function of the module; with a dotted name, something on a model."""

    also_called: AlsoCalled = ()

    kind: Annotated[
        Literal["function", "method", "class method", "property"] | None,
        Field(description="needed for something on a model"),
    ] = None
    takes: Annotated[
        tuple[Annotated[Parameter, *shorthand("name", type="string")], ...],
        AsTuple,
        Field(alias="parameters", description="in their order; a name alone is short for `{name: ...}`"),
    ] = ()
    returns: Annotated[
        str | None,
        Field(description="`Post`, `list of Post`, `Post or null`, `dict`, `integer`, `nothing`, ..."),
    ] = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(parameter.name for parameter in self.takes)
