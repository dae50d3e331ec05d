"""The commands are known before they are imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from grader import cli

HEAVY = ("sqlalchemy", "psycopg", "testcontainers", "jinja2", "yaml", "grader.language")


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_a_command_says_the_same_of_itself_before_and_after_it_is_imported(name: str) -> None:
    """What ``grader --help`` says of a command is what the command's own help says first."""
    assert cli.read_command(name).help == cli.COMMANDS[name]


@pytest.mark.parametrize("asked", ["--version", "--help"])
def test_no_command_is_imported_that_is_not_called(asked: str) -> None:
    """Asked for its version or its help, the grader imports none of what commands need."""
    command = [sys.executable, "-X", "importtime", "-m", "grader", asked]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "grader.cli" in imported
    assert not [name for name in imported if name.startswith(("grader.commands", *HEAVY))]


@pytest.mark.parametrize("asked", [["-h"], ["grade", "-h"]])
def test_help_in_short(asked: list[str]) -> None:
    """``-h`` is help, and help names values as a person does."""
    command = [sys.executable, "-m", "grader", *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Usage:" in done.stdout
    assert "<bool>" not in done.stdout
