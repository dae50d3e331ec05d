"""Kinds of checks as far as the language knows them: their keys, what may be written, what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Protocol, Union

from pydantic import Discriminator, Tag

from grader.language.checks import Check
from grader.language.parts import first_key
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Path


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
