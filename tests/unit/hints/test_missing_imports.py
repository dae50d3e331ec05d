"""Names and packages that are not there are told from those that are only called alike."""

from __future__ import annotations

import pytest

from tests.support.evidence import raised
from tests.support.hint_rules import find_text


def find_hint(kind: str, message: str, *bases: str) -> str | None:
    told = raised(kind, message, bases).raised
    assert told
    return find_text(told)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("datetime", "from datetime import datetime."),
        ("DateTime", "from sqlalchemy import DateTime."),
        ("Datetime", "misspelt"),
        ("session", "as a parameter"),
        ("Session", "from sqlalchemy.orm import Session."),
        ("sessions", "misspelt"),
    ],
)
def test_a_name_with_capital_letters(name: str, words: str) -> None:
    """A name is well-known only as it is written."""
    assert words in (find_hint("NameError", f"name '{name}' is not defined") or "")


def test_a_variable() -> None:
    """A variable of the function that has no value yet misses no import."""
    message = "cannot access local variable 'text' where it is not associated with a value"
    assert find_hint("UnboundLocalError", message, "NameError") is None


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("faker.providers", "faker makes up data"),
        ("fakers", "fakers is not installed"),
        ("models.user", "Is models a file"),
        ("sqlalchemy_utils", "sqlalchemy_utils is not installed"),
        ("psycopg2.extra", "psycopg2 has no module psycopg2.extra"),
    ],
)
def test_a_package(module: str, words: str) -> None:
    """A package is well-known by its whole name, with any module in it."""
    assert words in (find_hint("ModuleNotFoundError", f"No module named '{module}'", "ImportError") or "")


def test_a_name_that_its_own_module_lacks() -> None:
    """Nobody is sent to the module from which they import."""
    hint = find_hint("ImportError", "cannot import name 'Query' from 'fastapi' (/lib/x.py)")
    assert hint == "fastapi has no Query: look at the spelling, and at capital letters."
