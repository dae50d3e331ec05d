"""The JSON Schema of the language, as ``grader schema exercise`` prints it, says what the loader says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from grader.commands.schema import SchemaName, schema
from grader.language.references import reference, references

HERE = Path(__file__).parent
VALID = [*sorted((HERE / "valid").glob("*.yaml")), *sorted((HERE / "valid").glob("*/*.yaml"))]
EXERCISE = """
title: Notes
limits: {file_mb: 8, open_files: 64, processes: 16}
models:
  Note: {columns: {id: {primary_key: true}, text: text}}
checks:
  - {id: note, title: Note, columns: Note}
  - id: scenario
    title: a scenario
    requires: note
    do:
      - commit
      - {call: find, returns: null}
    expect: reference
"""


def validator_of(name: str, capsys: pytest.CaptureFixture[str]) -> Any:
    schema(SchemaName(name))
    return jsonschema.Draft202012Validator(json.loads(capsys.readouterr().out))


@pytest.fixture
def validator(capsys: pytest.CaptureFixture[str]) -> Any:
    return validator_of("exercise", capsys)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.relative_to(HERE).as_posix())
def test_schema_accepts_what_is_valid(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An editor marks nothing in an exercise that loads."""
    validator = validator_of("hidden" if path.name == "hidden.yaml" else "exercise", capsys)
    assert [] == list(validator.iter_errors(yaml.safe_load(path.read_bytes())))


def test_schema_knows_the_short_forms(validator: Any) -> None:
    """A type alone, one name instead of a list, a word as an act and the word `reference` are in the schema."""
    assert [] == list(validator.iter_errors(yaml.safe_load(EXERCISE)))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("title: Notes", "tittle: Notes"),
        ("primary_key: true", "primarykey: true"),
        ("text: text", "text: txt"),
        ("columns: Note}", "columns: Note, need: x}"),
        ("- commit", "- comit"),
        ("returns: null", "return: null"),
        ("expect: reference", "expect: refrence"),
        ("file_mb: 8", "file_mb: 0"),
        ("file_mb: 8", "file_mb: 2000"),
        ("open_files: 64", "open_files: 8"),
        ("processes: 16", "processes: many"),
        ("processes: 16", "proceses: 16"),
    ],
)
def test_schema_refuses_what_the_loader_refuses(right: str, wrong: str, validator: Any) -> None:
    """An editor marks unknown keys and words, at every depth."""
    assert right in EXERCISE
    assert [*validator.iter_errors(yaml.safe_load(EXERCISE.replace(right, wrong)))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("$ada", "$ada"),
        ("$ada.id", "$ada.id"),
        ("$ada.books.title", "$ada.books.title"),
        ("$$ada", "None"),
        ("$5", "None"),
        ("ada", "None"),
        ("$ada.", "None"),
        ("to $ada", "None"),
        ("$ada\n", "None"),
    ],
)
def test_a_reference_is_a_dollar_sign_and_a_name(text: str, told: str) -> None:
    """A reference is a dollar sign, a name and attributes, and nothing else; two dollar signs are a text."""
    assert told == str(reference(text))


def test_references_of_a_value() -> None:
    """References are found wherever they stand in a value, keys included."""
    value = {"$a": ["$b.id", {"x": "$c"}], "y": ("$d", "$$e", 3)}
    assert ["$a", "$b.id", "$c", "$d"] == list(map(str, references(value)))
