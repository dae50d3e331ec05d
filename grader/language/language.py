"""The language of ``exercise.yaml`` and ``hidden.yaml``, as pydantic models: the one definition.

``docs/exercises.md`` explains it; ``grader schema exercise`` prints it as a JSON Schema. What needs more
than one place to judge (an unknown model, a reference to a row that is not there) is in ``meaning.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    Tag,
)
from pydantic_core import CoreSchema, PydanticCustomError

COLUMN_TYPES = ("integer", "text", "boolean", "datetime", "date", "time", "float", "decimal", "json", "any")
TRANSACT = ("flush", "commit", "rollback", "close", "expire", "new session")

ColumnType = Literal[
    "integer", "text", "boolean", "datetime", "date", "time", "float", "decimal", "json", "any"
]
Transact = Literal["flush", "commit", "rollback", "close", "expire", "new session"]
_CHECK_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_NAME = r"^[A-Za-z_]\w*$"
_DOTTED = r"^[A-Za-z_]\w*\.[A-Za-z_]\w*$"
_REQUEST = r"^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /[^\s?#]*$"
_MAYBE_DOTTED = r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$"
PATTERNS: Mapping[str, str] = {
    _CHECK_ID: "an id of small letters, digits and hyphens, such as `author-columns`,",
    _NAME: "a name of letters, digits and underscores",
    _DOTTED: "a model and something of it, such as `Author.name`,",
    _REQUEST: "a method and a path, such as `GET /users/{ada.id}`,",
    _MAYBE_DOTTED: "a name, or something of a model such as `Author.name`,",
}
"""What the patterns of the language ask for, in words."""

CheckId = Annotated[str, StringConstraints(pattern=_CHECK_ID)]
Name = Annotated[str, StringConstraints(pattern=_NAME)]
Dotted = Annotated[str, StringConstraints(pattern=_DOTTED)]
MaybeDotted = Annotated[str, StringConstraints(pattern=_MAYBE_DOTTED)]


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _one_or_more(value: object) -> object:
    return _as_tuple(value) if isinstance(value, list) else (value,)


class _Or:
    """Where a value may also be something simpler than its type; ``simpler``: the JSON Schema of that, or
    None for one item of the list."""

    def __init__(self, simpler: Mapping[str, Any] | None = None) -> None:
        self.simpler = simpler

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        whole = handler(core)
        return {"anyOf": [whole["items"] if self.simpler is None else dict(self.simpler), whole]}


def _shorthand(key: str, **schema: Any) -> tuple[BeforeValidator, _Or]:
    """A value that is not a mapping stands for ``{key: value}``."""

    def expand(value: object) -> object:
        return value if isinstance(value, dict) else {key: value}

    return BeforeValidator(expand), _Or(schema)


_Tuple = BeforeValidator(_as_tuple)
_NOT_EMPTY = Field(min_length=1, json_schema_extra={"minItems": 1})
_ONE_OR_MORE = (BeforeValidator(_one_or_more), _Or())


class Part(BaseModel):
    """Any mapping of the language: unknown keys are faults, values keep their YAML type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


# ---- models -----------------------------------------------------------------------------------


class Column(Part):
    """What is asked of one column. What is not stated is not checked."""

    type: Annotated[
        ColumnType, Field(description="`text` is any of TEXT, VARCHAR, CHAR; `any` is not looked at")
    ] = "any"
    length: Annotated[
        int | None, Field(description="VARCHAR of exactly this length", gt=0, le=10_485_760)
    ] = None
    nullable: Annotated[
        bool | None, Field(description="`false`: NOT NULL; `true`: NULL is allowed; else not looked at")
    ] = None
    primary_key: Annotated[bool, Field(description="it is the primary key, or part of it")] = False
    unique: Annotated[bool, Field(description="by a constraint or by an index, alone")] = False
    foreign_key: Annotated[Dotted | None, Field(description="the column it points to: `Author.id`")] = None
    default: Annotated[
        bool | int | float | str | None,
        Field(
            description="what a new object has in the database when no value is given; `now`: the moment of creation"
        ),
    ] = None


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
        Name | None, Field(description="the foreign key column, where several lead to the same model")
    ] = None

    @property
    def target(self) -> str:
        return self.one or self.many or ""


class Model(Part):
    """What is asked of a class. Students may have more columns, and more models."""

    mapped: Annotated[
        bool,
        Field(
            description="`false`: a plain class that sends its SQL itself; its rows lie in `table:`, which the module makes"
        ),
    ] = True
    table: Annotated[str | None, Field(description="the table's name, where it is prescribed")] = None
    columns: Annotated[
        dict[Name, Annotated[Column, *_shorthand("type", enum=list(COLUMN_TYPES))]],
        Field(description="by attribute; a type alone is short for `{type: ...}`"),
    ]
    relationships: Annotated[dict[Name, Relationship], Field(description="by attribute")] = {}

    @property
    def primary_key(self) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if column.primary_key)


class Function(Part):
    """A function of the module; with a dotted name, something on a model."""

    kind: Annotated[
        Literal["function", "method", "class method", "property"] | None,
        Field(description="needed for something on a model"),
    ] = None
    parameters: Annotated[
        tuple[Name, ...], _Tuple, Field(description="in their order; `session` is filled by the grader")
    ] = ()
    returns: Annotated[
        str | None,
        Field(description="`Post`, `list of Post`, `Post or null`, `dict`, `integer`, `nothing`, ..."),
    ] = None


# ---- acts -------------------------------------------------------------------------------------


class Act(Part):
    """One step of a scenario."""

    raises: Annotated[Name | None, Field(description="the error that must come of it; the steps go on")] = (
        None
    )

    @property
    def keeps(self) -> str | None:
        """The name under which the result is kept."""
        return None


class Result(Act):
    """A step that has a result: to be kept, and to be compared."""

    keep_as: Annotated[Name | None, Field(alias="as", description="a name for the result")] = None
    returns: Annotated[Any, Field(description="the expected result")] = Field(default=None)
    in_order: Annotated[bool, Field(description="lists in the result must have this order")] = False

    @property
    def keeps(self) -> str | None:
        return self.keep_as

    @property
    def states_result(self) -> bool:
        return "returns" in self.model_fields_set


class Call(Result):
    """Call something, and look at what comes back."""

    call: Annotated[str, Field(description="a function, `Author.class_method` or `$row.method`")]
    arguments: Annotated[
        dict[str, Any], Field(alias="with", description="every parameter but the session, by name")
    ] = {}
    threads: Annotated[
        int | None, Field(description="in so many other threads at once; the result is a list", ge=1, le=16)
    ] = None
    different: Annotated[bool, Field(description="each thread must give an object of its own")] = False


class Enter(Act):
    """Enter what a function gives, as `with` does."""

    enter: Annotated[str, Field(description="such as `get_session`")]
    arguments: Annotated[
        dict[str, Any], Field(alias="with", description="every parameter but the session, by name")
    ] = {}
    keep_as: Annotated[Name, Field(alias="as", description="a name for what is given inside")]

    @property
    def keeps(self) -> str:
        return self.keep_as


class Leave(Act):
    """Leave what was entered, at the end of the block or with an error that is raised in it."""

    leave: Annotated[str, Field(description="what was entered, such as `$s`")]
    raising: Annotated[Name | None, Field(description="an error of Python, raised inside")] = None


class New(Act):
    """Construct an object of a model, without adding it to a session."""

    new: Annotated[Name, Field(description="a model")]
    arguments: Annotated[dict[str, Any], Field(alias="with", description="values of its attributes")] = {}
    keep_as: Annotated[Name | None, Field(alias="as", description="a name for the object")] = None

    @property
    def keeps(self) -> str | None:
        return self.keep_as


class Read(Result):
    """Read a path; through a list it reads on in every element. `$session.new`, `$session.dirty` and
    `$session.deleted` are what the session holds before a flush."""

    read: Annotated[str, Field(description="such as `$post.comments`")]


class Request(Result):
    """Ask the module's ASGI application `app`; the result is a mapping of `status` and `json`."""

    request: Annotated[
        str, StringConstraints(pattern=_REQUEST), Field(description="such as `GET /users/{ada.id}`")
    ]
    query: Annotated[dict[str, Any], Field(description="what stands behind the `?`, by name")] = {}
    headers: Annotated[dict[str, str], Field(description="by name")] = {}
    body: Annotated[Any, Field(alias="json", description="the body")] = None


class Set(Act):
    """Set an attribute."""

    set: Annotated[str, Field(description="such as `$author.name`")]
    to: Annotated[Any, Field(description="the value")] = None


class Add(Act):
    """Add an object to the session."""

    add: Annotated[str, Field(description="the object, such as `$frank`")]


class Delete(Act):
    """Delete an object through the session."""

    delete: Annotated[str, Field(description="the object")]


class Append(Act):
    """Append an object to a collection."""

    append: Annotated[str, Field(description="the object")]
    to: Annotated[str, Field(description="the collection, such as `$dune.authors`")]


class Remove(Act):
    """Remove an object from a collection."""

    remove: Annotated[str, Field(description="the object")]
    source: Annotated[str, Field(alias="from", description="the collection")]


ACTS: Mapping[str, type[Act]] = {
    "call": Call,
    "enter": Enter,
    "leave": Leave,
    "new": New,
    "read": Read,
    "request": Request,
    "set": Set,
    "add": Add,
    "delete": Delete,
    "append": Append,
    "remove": Remove,
}


def _kind_of_act(value: object) -> str | None:
    if isinstance(value, str):
        return "act:word"
    return _first_key(value, ACTS, "act")


def _first_key(value: object, kinds: Mapping[str, Any], what: str) -> str | None:
    """The discriminator of a union whose members are told apart by a key of their own."""
    keys = value if isinstance(value, dict) else getattr(type(value), "model_fields", {})
    return next((f"{what}:{key}" for key in kinds if key in keys), None)


AnyAct = Annotated[
    Annotated[Call, Tag("act:call")]
    | Annotated[Enter, Tag("act:enter")]
    | Annotated[Leave, Tag("act:leave")]
    | Annotated[New, Tag("act:new")]
    | Annotated[Read, Tag("act:read")]
    | Annotated[Request, Tag("act:request")]
    | Annotated[Set, Tag("act:set")]
    | Annotated[Add, Tag("act:add")]
    | Annotated[Delete, Tag("act:delete")]
    | Annotated[Append, Tag("act:append")]
    | Annotated[Remove, Tag("act:remove")]
    | Annotated[Transact, Tag("act:word")],
    Discriminator(
        _kind_of_act,
        custom_error_type="no_act",
        custom_error_message=f"this is no act; an act is one of {', '.join(ACTS)}, {', '.join(TRANSACT)}",
    ),
]


# ---- expectations -----------------------------------------------------------------------------


class Statements(Part):
    """How many statements all acts together may send."""

    at_most: Annotated[int | None, Field(ge=0, description="as PostgreSQL counts them")] = None
    growth: Annotated[
        Literal["constant", "linear"] | None, Field(description="how the number may grow over `sizes:`")
    ] = None


ExpectedRows = dict[Name, Annotated[tuple[Any, ...], _Tuple]]


class Expect(Part):
    """What must hold when all acts are done."""

    reference: Annotated[
        bool | Literal["results", "rows"],
        Field(description="as the reference solution: results and rows, or one of them (hidden checks only)"),
    ] = False
    rows: Annotated[ExpectedRows | None, Field(description="by model: exactly these rows, in any order")] = (
        None
    )
    added: Annotated[
        ExpectedRows | None, Field(description="by model: rows that came to the data; nothing else changed")
    ] = None
    changed: Annotated[
        dict[str, dict[Name, Any]] | None,
        Field(description="by row, such as `$loan`: what changed in it; nothing else changed"),
    ] = None
    removed: Annotated[
        tuple[str, ...] | None, _Tuple, Field(description="rows that are gone; nothing else changed")
    ] = None
    statements: Annotated[
        Annotated[Statements, *_shorthand("at_most", type="integer", minimum=0)] | None,
        Field(description="how many all acts together may send; a number is short for `{at_most: ...}`"),
    ] = None
    nothing_open: Annotated[bool, Field(description="no transaction is left open")] = False

    @property
    def states_difference(self) -> bool:
        """Whether it says what became of the data, rather than what there is."""
        return any(stated is not None for stated in (self.added, self.changed, self.removed))


def _expect(value: object) -> object:
    if not isinstance(value, dict | Expect) and value != "reference":
        keys = ", ".join(f"`{name}`" for name in Expect.model_fields)
        raise PydanticCustomError(
            "no_expect", f"a mapping of {keys}, or the word `reference` is expected here"
        )
    return {"reference": True} if value == "reference" else value


# ---- checks -----------------------------------------------------------------------------------


class Check(Part):
    """What every check has."""

    kind: ClassVar[str] = ""

    id: Annotated[CheckId, Field(description="small letters, digits and hyphens; its name everywhere")]
    title: Annotated[
        str, StringConstraints(min_length=1), Field(description="a sentence; also a hidden check's is shown")
    ]
    points: Annotated[float, Field(ge=0, le=1_000_000, description="for passing it")] = 1
    requires: Annotated[
        tuple[CheckId, ...],
        *_ONE_OR_MORE,
        Field(description="checks before it; if one has not passed, this one is skipped"),
    ] = ()
    hint: Annotated[str | None, Field(description="shown when it fails, also for a hidden check")] = None
    lesson: Annotated[str | None, Field(description="where the lesson explains it: an anchor, or a link")] = (
        None
    )


class ColumnsCheck(Check):
    """Columns as PostgreSQL's catalog has them, defaults left out."""

    kind: ClassVar[str] = "columns"

    columns: Annotated[
        tuple[MaybeDotted, ...],
        *_ONE_OR_MORE,
        Field(description="`Author` for all of a model, `Author.email` for one"),
    ]


class DefaultCheck(Check):
    """Defaults, by storing objects without these values."""

    kind: ClassVar[str] = "default"

    default: Annotated[
        tuple[Dotted, ...],
        *_ONE_OR_MORE,
        Field(description="columns with a `default:`, such as `Book.copies`"),
    ]


class RelationshipCheck(Check):
    """A relationship by use: both sides are read, linked and, where a cascade is stated, deleted."""

    kind: ClassVar[str] = "relationship"

    relationship: Annotated[Dotted, Field(description="either side, such as `Author.posts`")]


RowItems = Annotated[tuple[dict[str, Any], ...], _Tuple]


class _OnData(Check):
    """A check that begins with rows in the database."""

    data: Annotated[
        str | RowItems, Field(description="rows to begin with: a name from `data:`, or a list of rows")
    ] = ()
    drafts: Annotated[
        str | RowItems,
        Field(description="rows that are drawn but not stored: for arguments and expectations"),
    ] = ()
    sizes: Annotated[
        tuple[Annotated[int, Field(gt=0, le=10_000)], ...],
        _Tuple,
        Field(max_length=20, description="run once for each; the word `size` stands for it in `data:`"),
    ] = ()


class ScenarioCheck(_OnData):
    """Rows, acts in order, and what must hold then."""

    kind: ClassVar[str] = "scenario"

    do: Annotated[tuple[AnyAct, ...], _Tuple, _NOT_EMPTY, Field(description="the acts")]
    times: Annotated[int, Field(description="all acts so many times in a row", ge=1, le=100)] = 1
    expect: Annotated[
        Expect,
        BeforeValidator(_expect),
        _Or({"const": "reference"}),
        Field(description="`reference` is short for `{reference: true}`"),
    ] = Expect()

    @property
    def acts(self) -> tuple[Any, ...]:
        """Every act that is carried out, in order."""
        return self.do * self.times


class PythonCheck(_OnData):
    """A check in Python (hidden checks only)."""

    kind: ClassVar[str] = "python"

    python: Annotated[Name, Field(description="a function of `checks.py` beside `hidden.yaml`")]


CHECKS: Mapping[str, type[Check]] = {
    "columns": ColumnsCheck,
    "default": DefaultCheck,
    "relationship": RelationshipCheck,
    "do": ScenarioCheck,
    "python": PythonCheck,
}


def _kind_of_check(value: object) -> str | None:
    return _first_key(value, CHECKS, "check")


AnyCheck = Annotated[
    Annotated[ColumnsCheck, Tag("check:columns")]
    | Annotated[DefaultCheck, Tag("check:default")]
    | Annotated[RelationshipCheck, Tag("check:relationship")]
    | Annotated[ScenarioCheck, Tag("check:do")]
    | Annotated[PythonCheck, Tag("check:python")],
    Discriminator(
        _kind_of_check,
        custom_error_type="no_check",
        custom_error_message=f"this check does not say what to check; it needs one of {', '.join(CHECKS)}",
    ),
]


# ---- files ------------------------------------------------------------------------------------


class Limits(Part):
    """What a submission may use. CPU time is limited to the seconds given, wall-clock time to more."""

    import_seconds: Annotated[int, Field(gt=0, le=600, description="for its import")] = 10
    check_seconds: Annotated[int, Field(gt=0, le=600, description="for each run of a check")] = 5
    memory_mb: Annotated[int, Field(ge=64, le=65_536, description="MiB of memory of one process")] = 512
    database_mb: Annotated[int, Field(ge=16, le=65_536, description="MiB that its database may hold")] = 256
    file_mb: Annotated[
        int, Field(ge=1, le=1024, description="MiB of one file, and of all that are written together")
    ] = 16
    open_files: Annotated[int, Field(ge=32, le=1024, description="files open at once")] = 256
    processes: Annotated[
        int,
        Field(ge=8, le=1024, description="processes and threads together, three of them the grader's own"),
    ] = 128


class ExerciseFile(Part):
    """``exercises/<slug>/exercise.yaml``: all of it may be shown to students."""

    title: Annotated[str, StringConstraints(min_length=1), Field(description="what people call it")]
    lesson: Annotated[
        str | None, Field(description="link to the lesson; a check's `lesson:` continues it")
    ] = None
    limits: Annotated[Limits, Field(description="what each submission may use")] = Limits()
    models: Annotated[dict[Name, Model], Field(min_length=1, description="by the name of the class")]
    functions: Annotated[
        dict[MaybeDotted, Function],
        Field(description="by name: `borrow`, or `Book.available` for something on a model"),
    ] = {}
    data: Annotated[
        dict[Name, RowItems], Field(description="rows that several checks need, by a name to call them by")
    ] = {}
    checks: Annotated[tuple[AnyCheck, ...], _Tuple, _NOT_EMPTY, Field(description="the visible checks")]


class HiddenFile(Part):
    """``solutions/<slug>/hidden.yaml``: checks that only the instructor has."""

    data: Annotated[dict[Name, RowItems], Field(description="rows for hidden checks, by name")] = {}
    checks: Annotated[tuple[AnyCheck, ...], _Tuple, Field(description="the hidden checks")] = ()


_REFERENCE = re.compile(r"\$([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)*)")


class Reference(BaseModel):
    """``$ada.id``: something with a name, then attributes of it."""

    model_config = ConfigDict(frozen=True)

    name: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "$" + ".".join((self.name, *self.path))


def reference(value: object) -> Reference | None:
    """The reference that a YAML string is, or None for plain text (``$$x`` is the text ``$x``)."""
    found = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    return Reference(name=found[1], path=tuple(found[2].split(".")[1:])) if found else None


_PLACE = re.compile(r"\{([^{}]*)\}")


def places(path: str) -> tuple[str, ...]:
    """What stands in braces in the path of a request, as references: ``{ada.id}`` is ``$ada.id``."""
    return tuple(f"${inside}" for inside in _PLACE.findall(path))


def filled(path: str, value: Callable[[str], str]) -> str:
    """The path of a request with ``value`` of each reference in its place."""
    return _PLACE.sub(lambda found: value(f"${found[1]}"), path)


def plain(value: object) -> object:
    """A YAML scalar that is no reference, without the escape."""
    return value[1:] if isinstance(value, str) and value.startswith("$$") else value


def references(value: object) -> Iterator[Reference]:
    """Every reference in a YAML value, keys of mappings included."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from references(key)
            yield from references(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from references(item)
    elif found := reference(value):
        yield found
