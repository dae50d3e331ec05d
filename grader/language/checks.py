"""Checks: what every check has, and the kinds that begin with rows in the database."""

from __future__ import annotations

import functools
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

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


class PartOfCheck(Part):
    """A part of a check, with points of its own. The check passes only with all of its parts."""

    title: Annotated[
        str, StringConstraints(min_length=1), Field(description="a sentence; also shown of a hidden check")
    ]
    points: Annotated[float, Field(ge=0, le=1_000_000, description="for this part")] = 1
    results: Annotated[
        tuple[Name, ...],
        *ONE_OR_MORE,
        Field(description="names that acts keep `as:`: this part is what these acts say under `returns:`"),
    ] = ()
    expect: Annotated[
        Expect,
        BeforeValidator(expand_expect),
        Or({"const": "reference"}),
        Field(description="what must hold when all acts are done"),
    ] = Expect()

    @property
    def only_limits(self) -> bool:
        """Whether doing nothing is enough for it."""
        return not self.results and not self.expect.states_work


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
    parts: Annotated[
        tuple[PartOfCheck, ...],
        AsTuple,
        Field(description="in place of `points:`: parts with points of their own, which are added up"),
    ] = ()

    @model_validator(mode="before")
    @classmethod
    def _add_up(cls, value: Any) -> Any:
        parts = value.get("parts") if isinstance(value, dict) else None
        if not isinstance(parts, list) or not parts:
            return value
        if "points" in value:
            raise PydanticCustomError(
                "no_points",
                "the points of a check with `parts:` are those of its parts: leave `points:` out here",
            )
        points = [part.get("points", 1) for part in parts if isinstance(part, dict)]
        return {**value, "points": sum(p for p in points if isinstance(p, int | float))}

    @property
    def acts(self) -> tuple[Act, ...]:
        """Every act that is carried out, in order."""
        return self.do * self.times

    @property
    def expectations(self) -> tuple[Expect, ...]:
        """What the check expects by itself, then what its parts do."""
        return (self.expect, *(part.expect for part in self.parts))

    @property
    def whole(self) -> ScenarioCheck:
        """The check without parts, which expects all that they expect."""
        expected = functools.reduce(Expect.together_with, self.expectations)
        return self.model_copy(update={"expect": expected, "parts": ()})

    def only(self, part: PartOfCheck) -> ScenarioCheck:
        """The check without parts, which expects what this part expects."""
        return self.model_copy(update={"expect": part.expect, "parts": ()})


class PythonCheck(OnData):
    """A check in Python."""

    kind: ClassVar[str] = "python"

    python: Annotated[Name, Field(description="a function of `checks.py` beside the file that has the check")]
