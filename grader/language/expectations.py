"""Expectations: what must hold when all acts of a scenario are done."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from grader.language.parts import AsTuple, Name, Part, shorthand


class Statements(Part):
    """How many statements all acts together may send."""

    at_most: Annotated[int | None, Field(ge=0, description="as PostgreSQL counts them")] = None
    growth: Annotated[
        Literal["constant", "linear"] | None, Field(description="how the number may grow over `sizes:`")
    ] = None


ExpectedRows = dict[Name, Annotated[tuple[Any, ...], AsTuple]]


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
        tuple[str, ...] | None, AsTuple, Field(description="rows that are gone; nothing else changed")
    ] = None
    statements: Annotated[
        Annotated[Statements, *shorthand("at_most", type="integer", minimum=0)] | None,
        Field(description="how many all acts together may send; a number is short for `{at_most: ...}`"),
    ] = None
    nothing_open: Annotated[bool, Field(description="no transaction is left open")] = False

    @property
    def states_difference(self) -> bool:
        """Whether it says what became of the data, rather than what there is."""
        return any(stated is not None for stated in (self.added, self.changed, self.removed))

    @property
    def states_work(self) -> bool:
        """Whether it says something of results or rows that doing nothing need not leave: `added: {}` is true of that."""
        changes = self.changed or self.removed or any((self.added or {}).values())
        return bool(self.reference or self.rows or changes)

    def together_with(self, other: Expect) -> Expect:
        """What both of them say."""
        said = {name: _both(getattr(self, name), getattr(other, name)) for name in other.model_fields_set}
        return self.model_copy(update=said)


def _both(one: Any, other: Any) -> Any:
    return {**one, **other} if isinstance(one, dict) and isinstance(other, dict) else other


def expand_expect(value: object) -> object:
    if not isinstance(value, dict | Expect) and value != "reference":
        keys = ", ".join(f"`{name}`" for name in Expect.model_fields)
        raise PydanticCustomError(
            "no_expect", f"a mapping of {keys}, or the word `reference` is expected here"
        )
    return {"reference": True} if value == "reference" else value
