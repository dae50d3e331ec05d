"""Checks: what every check has, and the kinds that begin with rows in the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)

from grader.language.acts import (
    AnyAct,
)
from grader.language.expectations import Expect, _expect
from grader.language.parts import (
    NOT_EMPTY,
    ONE_OR_MORE,
    AsTuple,
    CheckId,
    Dotted,
    MaybeDotted,
    Name,
    Or,
    Part,
    first_key,
)


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
        *ONE_OR_MORE,
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
        *ONE_OR_MORE,
        Field(description="`Author` for all of a model, `Author.email` for one"),
    ]


class DefaultCheck(Check):
    """Defaults, by storing objects without these values."""

    kind: ClassVar[str] = "default"

    default: Annotated[
        tuple[Dotted, ...],
        *ONE_OR_MORE,
        Field(description="columns with a `default:`, such as `Book.copies`"),
    ]


class RelationshipCheck(Check):
    """A relationship by use: both sides are read, linked and, where a cascade is stated, deleted."""

    kind: ClassVar[str] = "relationship"

    relationship: Annotated[Dotted, Field(description="either side, such as `Author.posts`")]


RowItems = Annotated[tuple[dict[str, Any], ...], AsTuple]


class OnData(Check):
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
        AsTuple,
        Field(max_length=20, description="run once for each; the word `size` stands for it in `data:`"),
    ] = ()


class ScenarioCheck(OnData):
    """Rows, acts in order, and what must hold then."""

    kind: ClassVar[str] = "scenario"

    do: Annotated[tuple[AnyAct, ...], AsTuple, NOT_EMPTY, Field(description="the acts")]
    times: Annotated[int, Field(description="all acts so many times in a row", ge=1, le=100)] = 1
    expect: Annotated[
        Expect,
        BeforeValidator(_expect),
        Or({"const": "reference"}),
        Field(description="`reference` is short for `{reference: true}`"),
    ] = Expect()

    @property
    def acts(self) -> tuple[Any, ...]:
        """Every act that is carried out, in order."""
        return self.do * self.times


class PythonCheck(OnData):
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
    return first_key(value, CHECKS, "check")


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
