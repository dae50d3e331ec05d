"""``solutions/<slug>/equivalent.yaml``: mutants of the references that change nothing an exercise could notice."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from grader.errors import AuthorError
from grader.language import faults
from grader.language.exercise import Exercise
from grader.language.yaml_positions import Fault, parse

FILE = "equivalent.yaml"
_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Equivalent(BaseModel):
    """One of them. ``reference`` is a file below ``reference/``, ``line`` the line that is changed, as it stands
    there, without its indentation; ``because`` says why that changes nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    reference: _Text
    mutation: _Text
    line: _Text
    because: _Text

    def __str__(self) -> str:
        return f"{self.mutation} in {self.reference} at `{self.line}`"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    equivalent: Annotated[
        tuple[Equivalent, ...], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)
    ]


def read(exercise: Exercise) -> tuple[Equivalent, ...]:
    """What is listed for an exercise; nothing where there is no file. Raises ``AuthorError`` with all faults."""
    path = exercise.solutions / FILE if exercise.solutions else None
    if path is None or not path.is_file():
        return ()
    try:
        document = parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise AuthorError(f"{path} cannot be read: {error}") from None
    found: list[Fault] = list(document.faults)
    if not found:
        try:
            return _File.model_validate(document.value).equivalent
        except ValidationError as error:
            found = faults.from_validation(error, document, _File)
    places = [(fault, fault.position or document.position(fault.path)) for fault in found]
    raise AuthorError(
        "\n".join(f"{path}:{at.line}:{at.column}: {fault.message}" for fault, at in places),
        "docs/exercises.md shows one, under Mutants.",
    )
