"""`imports:` which modules a submission may import, and which it must not, as its source has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from grader.checks.contract import CheckInput, CheckKind
from grader.language.checks import Check
from grader.language.parts import NOT_EMPTY, ONE_OR_MORE, ModuleName, Part
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Path
from grader.model import Finding
from grader.wording import listed
from grader.worker.protocol import MAX_ITEMS, ImportReport

_ALWAYS_ALLOWED = "__future__"


class Imports(Part):
    """What may be imported, by its name: `sqlite3` and all that is in it, `sqlalchemy.text` and nothing else of
    SQLAlchemy."""

    forbidden: Annotated[
        tuple[ModuleName, ...], *ONE_OR_MORE, NOT_EMPTY, Field(description="what must not be imported")
    ] = ()
    allowed: Annotated[
        tuple[ModuleName, ...],
        *ONE_OR_MORE,
        NOT_EMPTY,
        Field(description="all that may be imported; a submission's own files always may"),
    ] = ()
    because: Annotated[str | None, Field(description="why, as a sentence for students")] = None


class ImportsCheck(Check):
    """Which modules a submission imports, as its source says."""

    kind: ClassVar[str] = "imports"

    imports: Annotated[Imports, Field(description="what is forbidden, what is allowed, and why")]


def check_meaning(check: ImportsCheck, scope: Scope, path: Path) -> None:
    """A rule that says something, and nothing twice."""
    forbidden, allowed = check.imports.forbidden, check.imports.allowed
    if not forbidden and not allowed:
        scope.report((*path, "imports"), "say what is `forbidden:` or what is `allowed:`")
    for name in forbidden:
        if name in allowed:
            scope.report(
                (*path, "imports", "forbidden"), f"`{name}` is allowed and forbidden: keep one of the two"
            )


def findings(check: ImportsCheck, asked: CheckInput) -> Iterator[Finding]:
    """Each module that is imported against the rule, at its line."""
    imported = asked.submission.imported
    if imported is None or not imported.all_imports:
        yield Finding(
            message="Your module imports, or takes from modules, more names than can be looked at.",
            expected=f"fewer than {MAX_ITEMS} names",
            hint="Import what you need, and nothing else.",
        )
        return
    yield from (found for each in imported.imports if (found := _finding(check.imports, each)))


def _finding(rule: Imports, found: ImportReport) -> Finding | None:
    forbidden = next((name for name in rule.forbidden if _takes(found.name, name)), None)
    if forbidden is None and (not rule.allowed or _is_allowed(found.name, rule.allowed)):
        return None
    expected = f"no `{forbidden}`" if forbidden else f"nothing but {listed(rule.allowed)}"
    return Finding(
        message=f"Your module uses `{found.name}`, which this exercise does not allow.",
        expected=expected,
        actual=found.name,
        hint=rule.because or "Do it without this import: the instructions say what may be used.",
        where=found.where,
    )


def _takes(name: str, forbidden: str) -> bool:
    """Whether an import brings what is forbidden, by itself or among all that a module has."""
    module, _, last = name.rpartition(".")
    return _is_in(name, forbidden) or (last == "*" and _is_in(forbidden, module))


def _is_allowed(name: str, allowed: tuple[str, ...]) -> bool:
    """A module above an allowed one may be imported: what is taken from it is looked at by itself."""
    return any(_is_in(name, each) or _is_in(each, name) for each in (*allowed, _ALWAYS_ALLOWED))


def _is_in(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


KIND = CheckKind("imports", ImportsCheck, check_meaning, findings=findings)
