"""Checks: what every check has, and the kinds that begin with rows in the database."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, StringConstraints

from grader.language.acts import Act, AnyAct
from grader.language.expectations import Expect, expand_expect
from grader.language.parts import NOT_EMPTY, ONE_OR_MORE, AsTuple, CheckId, Name, Or, Part


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
        BeforeValidator(expand_expect),
        Or({"const": "reference"}),
        Field(description="`reference` is short for `{reference: true}`"),
    ] = Expect()

    @property
    def acts(self) -> tuple[Act, ...]:
        """Every act that is carried out, in order."""
        return self.do * self.times


class PythonCheck(OnData):
    """A check in Python (hidden checks only)."""

    kind: ClassVar[str] = "python"

    python: Annotated[Name, Field(description="a function of `checks.py` beside `hidden.yaml`")]
