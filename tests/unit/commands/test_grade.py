"""The question which exercise a submission is for."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from grader.commands import grade


def test_the_question_names_the_submission_readably(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The question names the submission without a character that a terminal obeys, and as it is written."""
    terminal = io.StringIO("blog\n")
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)

    assert "blog" == grade._asking(["blog", "library"])(Path("e\x1b[2J\n\u202e[red].py"))
    assert r"Which exercise is e\x1b[2J\n\u202e[red].py for?" in capsys.readouterr().err
