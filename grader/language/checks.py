"""Checks: what every check has, and the kinds that begin with rows in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Protocol, Union

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
    Name,
    Or,
    Part,
    first_key,
)

if TYPE_CHECKING:
    from grader.language.validation.scope import Scope
    from grader.language.yaml_positions import Path


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


class DeclaredKind(Protocol):
    """A kind of check, as far as the language knows it. ``grader.checks`` has all of them."""

    @property
    def key(self) -> str:
        """The key of YAML that tells this kind from others."""

    @property
    def spec(self) -> type[Check]:
        """What may be written there."""

    @property
    def check_meaning(self) -> Callable[[Any, Scope, Path], None]:
        """Reports what the schema alone cannot tell, such as a model that is not there."""


def any_check(kinds: Sequence[DeclaredKind]) -> Any:
    """The type of a check of any of these kinds, told apart by their keys."""
    keys = {kind.key: kind.spec for kind in kinds}
    tagged = tuple(Annotated[spec, Tag(f"check:{key}")] for key, spec in keys.items())
    return Annotated[
        Union[tagged],  # noqa: UP007  as many as there are
        Discriminator(
            lambda value: first_key(value, keys, "check"),
            custom_error_type="no_check",
            custom_error_message=f"this check does not say what to check; it needs one of {', '.join(keys)}",
            custom_error_context={"known": ",".join(keys)},
        ),
    ]
