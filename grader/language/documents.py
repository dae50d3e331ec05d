"""The language of ``exercise.yaml`` and ``hidden.yaml``, as pydantic models: the one definition.

``docs/exercises.md`` explains it; ``grader schema exercise`` prints it as a JSON Schema. What needs more
than one place to judge (an unknown model, a reference to a row that is not there) is in ``validation``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import GenericAlias
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field, StringConstraints, create_model

from grader.language.checks import Check, RowItems
from grader.language.kinds import DeclaredKind, any_check
from grader.language.limits import Limits
from grader.language.models import Function, Model
from grader.language.parts import (
    NOT_EMPTY,
    ONE_OR_MORE,
    AsTuple,
    Distribution,
    FileName,
    FolderName,
    MaybeDotted,
    Name,
    Part,
)


class ExerciseFile(Part):
    """``exercises/<slug>/exercise.yaml``: all of it may be shown to students."""

    title: Annotated[str, StringConstraints(min_length=1), Field(description="what people call it")]
    lesson: Annotated[
        str | None,
        Field(description="the lesson: a link, or a file of the course; a check's `lesson:` continues it"),
    ] = None
    limits: Annotated[Limits, Field(description="what each submission may use")] = Limits()
    module: Annotated[
        FileName | None,
        Field(description="the file that counts where a folder is handed in, with what it imports"),
    ] = None
    folder: Annotated[
        FolderName | None, Field(description="the folder that counts where it is handed in with others")
    ] = None
    environment: Annotated[
        dict[Name, str],
        Field(description="variables of the environment that a submission gets, beside the grader's own"),
    ] = {}
    packages: Annotated[
        tuple[Distribution, ...],
        *ONE_OR_MORE,
        Field(description="packages that must be installed beside the grader, as pip calls them"),
    ] = ()
    before: Annotated[
        tuple[str, ...],
        *ONE_OR_MORE,
        Field(
            description="SQL that is carried out before the tables are made: `CREATE SCHEMA shop`,"
            " `CREATE EXTENSION citext`"
        ),
    ] = ()
    models: Annotated[dict[Name, Model], Field(min_length=1, description="by the name of the class")]
    functions: Annotated[
        dict[MaybeDotted, Function],
        Field(description="by name: `borrow`, or `Book.available` for something on a model"),
    ] = {}
    data: Annotated[
        dict[Name, RowItems], Field(description="rows that several checks need, by a name to call them by")
    ] = {}
    checks: tuple[Check, ...]


class HiddenFile(Part):
    """``solutions/<slug>/hidden.yaml``: checks that only the instructor has."""

    data: Annotated[dict[Name, RowItems], Field(description="rows for hidden checks, by name")] = {}
    checks: tuple[Check, ...] = ()


K = TypeVar("K", bound=DeclaredKind)


@dataclass(frozen=True)
class Documents(Generic[K]):
    """The files of an exercise, with checks of certain kinds."""

    kinds: tuple[K, ...]
    exercise: type[ExerciseFile]
    hidden: type[HiddenFile]

    def find_kind(self, check: Check) -> K:
        """The kind that a check of these files has."""
        return next(kind for kind in self.kinds if type(check) is kind.spec)


def declare_documents(kinds: Sequence[K]) -> Documents[K]:
    """The documents in which a check may be of any of these kinds."""
    checks: Any = GenericAlias(tuple, (any_check(kinds), ...))  # a type that is made while the program runs
    visible: Any = Annotated[checks, AsTuple, NOT_EMPTY, Field(description="the visible checks")]
    hidden: Any = Annotated[checks, AsTuple, Field(description="the hidden checks")]
    return Documents(
        tuple(kinds),
        create_model("ExerciseFile", __base__=ExerciseFile, __doc__=ExerciseFile.__doc__, checks=visible),
        create_model("HiddenFile", __base__=HiddenFile, __doc__=HiddenFile.__doc__, checks=(hidden, ())),
    )
