"""YAML files of an author beside the exercise's own, read as pydantic models: every fault with its line and column."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from grader.errors import AuthorError
from grader.language import faults
from grader.language.yaml_positions import Document, Fault, parse

Model = TypeVar("Model", bound=BaseModel)


def load(path: Path, next_step: str) -> Document:
    """The document of a file. Raises ``AuthorError`` where it is not YAML."""
    try:
        document = parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise AuthorError(f"{path} cannot be read: {error}") from None
    refuse(path, document, document.faults, next_step)
    return document


def validate(path: Path, document: Document, value: object, model: type[Model], next_step: str) -> Model:
    """``value`` of a document as a model. Raises ``AuthorError`` with all faults."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        refuse(path, document, faults.from_validation(error, document, model), next_step)
        raise


def refuse(path: Path, document: Document, found: Sequence[Fault], next_step: str) -> None:
    """Raises ``AuthorError`` where there are faults."""
    if not found:
        return
    places = [(fault, fault.position or document.position(fault.path)) for fault in found]
    raise AuthorError(
        "\n".join(f"{path}:{at.line}:{at.column}: {fault.message}" for fault, at in places), next_step
    )
