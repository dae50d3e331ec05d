"""Names and packages that are not there: where they come from, or that they are not needed."""

from __future__ import annotations

import pytest

from grader.hints import explain
from tests.support.evidence import raised


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("HTTPException", "from fastapi import HTTPException."),
        ("text", "from sqlalchemy import text."),
        ("joinedload", "from sqlalchemy.orm import joinedload."),
        ("IntegrityError", "from sqlalchemy.exc import IntegrityError."),
        ("datetime", "from datetime import datetime."),
        ("os", "missing: import os."),
        ("session", "as a parameter"),
        ("Auhtor", "misspelt"),
    ],
)
def test_a_name(name: str, words: str) -> None:
    """A name that is not defined is told with its import, where it is a well-known one."""
    told = raised("NameError", f"name '{name}' is not defined").raised
    assert told
    assert words in (explain.hint_for(told) or "")


def test_a_variable() -> None:
    """A variable of the function that has no value yet misses no import."""
    message = "cannot access local variable 'text' where it is not associated with a value"
    told = raised("UnboundLocalError", message, ("NameError",)).raised
    assert told
    assert explain.hint_for(told) is None


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("ipdb", "ipdb is for debugging"),
        ("IPython", "IPython is for debugging"),
        ("click", "click is for the command line"),
        ("faker.providers", "faker makes up data"),
        ("pymysql", "pymysql is not needed"),
        ("dotenv", "dotenv is not needed"),
        ("uvicorn", "uvicorn starts a server"),
        ("flask_sqlalchemy", "take SQLAlchemy itself"),
        ("models", "the whole folder"),
        ("sqlalchemy.declarative", "no module sqlalchemy.declarative"),
        ("numpy", "numpy is not installed where the exercise is graded"),
    ],
)
def test_a_package(module: str, words: str) -> None:
    """A package that is not installed is told in one line, with what to do."""
    told = raised("ModuleNotFoundError", f"No module named '{module}'", ("ImportError",)).raised
    assert told
    hint = explain.hint_for(told) or ""
    assert words in hint
    assert "\n" not in hint


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("cannot import name 'relationship' from 'sqlalchemy' (/lib/x.py)", "from sqlalchemy.orm import relationship."),
        ("cannot import name 'Sesion' from 'sqlalchemy.orm' (/lib/x.py)", "sqlalchemy.orm has no Sesion"),
        (
            "cannot import name 'db' from partially initialized module 'submission.app'"
            " (most likely due to a circular import)",
            "in a circle",
        ),
        ("email-validator is not installed, run `pip install pydantic[email]`", "email-validator is not installed"),
    ],
)  # fmt: skip
def test_an_import(message: str, words: str) -> None:
    """What a module does not have is told with the module that has it."""
    told = raised("ImportError", message).raised
    assert told
    assert words in (explain.hint_for(told) or "")
