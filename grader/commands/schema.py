"""``grader schema``: the JSON Schemas, for editors and other programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from pydantic import BaseModel

from grader.reports.document import Grades
from grader.spec.language import ExerciseFile, HiddenFile

SCHEMAS: Mapping[str, type[BaseModel]] = {
    "exercise": ExerciseFile,
    "hidden": HiddenFile,
    "grades": Grades,
}


def run(name: str) -> int:
    schema = SCHEMAS[name].model_json_schema(by_alias=True)
    sys.stdout.write(
        json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"
    )
    return 0
