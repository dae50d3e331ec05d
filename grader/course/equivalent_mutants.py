"""``solutions/<slug>/equivalent.yaml``: mutants of the references that change nothing an exercise could notice."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from grader.course import author_yaml
from grader.language.exercise import Exercise

FILE = "equivalent.yaml"
_NEXT_STEP = "docs/exercises.md shows one, under Mutants."
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
    document = author_yaml.load(path, _NEXT_STEP)
    return author_yaml.validate(path, document, document.value, _File, _NEXT_STEP).equivalent
