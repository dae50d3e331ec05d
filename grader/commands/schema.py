"""``grader schema``: the JSON Schemas, for editors and other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import typer
from pydantic import BaseModel

from grader.checks.registry import DOCUMENTS
from grader.reports.document import Grades
from grader.terminal import write_json

SCHEMAS: Mapping[str, type[BaseModel]] = {
    "exercise": DOCUMENTS.exercise,
    "hidden": DOCUMENTS.hidden,
    "grades": Grades,
}


class SchemaName(StrEnum):
    EXERCISE = "exercise"
    HIDDEN = "hidden"
    GRADES = "grades"


def schema(name: Annotated[SchemaName, typer.Argument(help="Which document.")]) -> int:
    """Print a JSON Schema."""
    found = SCHEMAS[name.value].model_json_schema(by_alias=True)
    write_json(json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **found}, indent=2))
    return 0
