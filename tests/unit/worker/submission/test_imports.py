"""What a source imports is read from its text, whatever it calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.worker.places import Places
from grader.worker.protocol import MAX_ITEMS
from grader.worker.submission.imports import list_imports


def is_models(name: str, near: Path) -> bool:
    return name == "models" and near.name == "ada.py"


def told(source: str, folder: Path) -> dict[str, int] | None:
    file = folder / "ada.py"
    file.write_text(source, encoding="utf-8")
    found = list_imports([file], Places(file), is_models)
    return None if found is None else {each.name: each.where.line for each in found if each.where}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import sqlite3", {"sqlite3": 1}),
        ("import os.path as p\np.join", {"os.path": 1, "os.path.join": 2}),
        ("from sqlalchemy import text as t, select", {"sqlalchemy.text": 1, "sqlalchemy.select": 1}),
        ("import sqlalchemy as sa\nx = sa.text('')", {"sqlalchemy": 1, "sqlalchemy.text": 2}),
        ("import sqlalchemy.orm\nsqlalchemy.text", {"sqlalchemy.orm": 1, "sqlalchemy.text": 2}),
        ("from sqlalchemy import *", {"sqlalchemy.*": 1}),
        ("def f():\n    import sqlite3", {"sqlite3": 2}),
        (
            "import importlib\nimportlib.import_module('sqlite3')",
            {"importlib": 1, "sqlite3": 2, "importlib.import_module": 2},
        ),
        ("__import__('sqlite3')", {"sqlite3": 1}),
        ("import models\nmodels.Base", {}),
        ("from .models import Base", {}),
        ("import sqlalchemy as db\ndef f(db):\n    db.delete(1)", {"sqlalchemy": 1}),
        ("import sqlalchemy as db\ndef f(x):\n    db.delete(1)", {"sqlalchemy": 1, "sqlalchemy.delete": 3}),
        ("text = 'import sqlite3'", {}),
        ("import sqlite3\nthis is no Python", {}),
    ],
)
def test_names_of_a_source(source: str, expected: dict[str, int], tmp_path: Path) -> None:
    """Each name that is imported, or taken from a module, is told once, with its line; the submission's own are not."""
    assert expected == told(source, tmp_path)


@pytest.mark.parametrize(
    "source", ["# " + "x" * 1_000_000, "\n".join(f"import module{i}" for i in range(MAX_ITEMS + 1))]
)
def test_too_much_to_be_told(source: str, tmp_path: Path) -> None:
    """A source that is too large, or imports too much, is not told in part."""
    assert told(source, tmp_path) is None


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    """A file that cannot be read imports nothing."""
    assert () == list_imports([tmp_path / "gone.py"], Places(tmp_path), is_models)
