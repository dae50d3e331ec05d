"""The sessions, and makers of sessions, that a submission keeps at module level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session, scoped_session, sessionmaker

from grader.worker.exceptions import list_bases
from grader.worker.places import PACKAGE
from grader.worker.submission.loading import Submission


@dataclass(frozen=True)
class Candidate:
    """A module-level name that holds, or makes, a session."""

    name: str  # with its module where the submission has several
    value: Any

    def session(self) -> Any:
        return self.value() if type(self.value) is sessionmaker else self.value


def find_candidates(submission: Submission) -> list[Candidate]:
    """The module-level candidates, each once; of a maker and what was made from it, the latter."""
    found: list[Candidate] = []
    several_modules = len(submission.modules) > 1
    for module in submission.modules:
        for name, value in list(vars(module).items()):
            if not _is_candidate(value) or any(other.value is value for other in found):
                continue
            prefix = module.__name__.removeprefix(PACKAGE).removeprefix(".")
            found.append(Candidate(f"{prefix}.{name}" if several_modules and prefix else str(name), value))
    return [c for c in found if not any(_is_made_from(other.value, c.value) for other in found)]


def _is_candidate(value: Any) -> bool:
    bases = list_bases(type(value))
    return sessionmaker in bases or scoped_session in bases or Session in bases


def _is_made_from(product: Any, maker: Any) -> bool:
    """A ``sessionmaker`` gives its sessions a class of their own, which links the two."""
    if product is maker:
        return False
    factory = _factory(maker)
    if type(product) is scoped_session:
        return type(maker) is sessionmaker and product.session_factory is maker
    return Session in list_bases(type(product)) and factory is not None and type(product) is factory.class_


def _factory(value: Any) -> Any:
    if type(value) is scoped_session:
        value = value.session_factory
    return value if type(value) is sessionmaker else None
