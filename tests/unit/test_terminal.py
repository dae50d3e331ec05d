"""Nothing that is printed is obeyed, by a terminal or by a CI system, whatever a submission says."""

from __future__ import annotations

import io
import json
import os
import re

import pytest
from rich.text import Text

from grader import terminal
from grader.terminal import for_people, readable

TEXTS = {
    "plain é → ×": "plain é → ×",
    "\x1b[31mred\x1b[0m": r"\x1b[31mred\x1b[0m",
    "\x9b2J": r"\x9b2J",
    "\x07\x08\x7f\r": r"\x07\x08\x7f\r",
    "a\u202eb\u2066c": r"a\u202eb\u2066c",
    "\u200b\u2028\ufeff": r"\u200b\u2028\ufeff",
    os.fsdecode(b"caf\xe9"): r"caf\xe9",
    "\ud800": r"\ud800",
    "\U000e0041": r"\U000e0041",
}
"""Texts, and what is shown of them."""


@pytest.mark.parametrize("text", TEXTS)
def test_what_a_terminal_obeys_is_spelt_out(text: str) -> None:
    """What a terminal would obey, what is not seen and what no encoding has is spelt out."""
    assert TEXTS[text] == readable(text)


def test_a_name_is_on_one_line() -> None:
    """A name is on one line, and a text keeps the ends of its lines."""
    assert r"a\nb\tc" == readable("a\nb\tc")
    assert "a\nb\\r" == readable("a\nb\r", keep="\n")


def test_a_stream_for_people_writes_what_can_be_read() -> None:
    """A stream for people writes what can be read, and tells nobody that it is a terminal."""
    stream = io.StringIO()
    out = for_people(stream)
    print("a\x1b[31m", "b", file=out, flush=True)
    assert "a\\x1b[31m b\n" == stream.getvalue()
    assert not out.isatty()


# ---- commands -------------------------------------------------------------------------------------

COMMANDS = [
    "::error::x",
    "::set-env name=PATH::/tmp",
    " \t ::stop-commands::token",
    "\u00a0\u3000::warning::x",
    "\x1b[1m\x1b[31m::error::x",
    "first\n::error::second",
    "first\r::error::second",
    "first\n\n\n   ::error::second",
    "##[error]x",
    "in the middle of a line ##[command]x",
    "###[group]x",
    "##vso[task.setvariable variable=x]y",
    "in the middle ##VSO[task.complete result=Succeeded;]",
    "##teamcity[buildStatus text='x']",
]
HONEST = [
    "SELECT x::int, '::error::'::text",
    "  posts[::2]",
    "a heading: ## or ### and a list [1]",
    "std::vector",
    ":name and : and ':'",
    "#[derive]",
]


def obeyed(printed: str) -> list[str]:
    """What GitHub's runner and Azure's agent would take for commands: white space goes, then they look."""
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in printed.splitlines()]
    return [line for line in lines if line.strip().startswith("::") or re.search(r"##\w*\[", line)]


@pytest.mark.parametrize("text", COMMANDS)
def test_no_line_is_a_command(text: str) -> None:
    """At a line's beginning or anywhere, as each system reads it; what is shown stays readable, and is all there."""
    assert obeyed(text)
    assert [] == obeyed(terminal.inert(text))
    assert text == terminal.inert(text).replace("\\", "")


@pytest.mark.parametrize("text", COMMANDS)
def test_twice_is_as_once(text: str) -> None:
    """What was made harmless already is left as it is."""
    once = terminal.inert(text)
    assert once == terminal.inert(once)


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_is_not_touched(text: str) -> None:
    """Colons within a line, and number signs without a bracket, command nothing."""
    assert text == terminal.inert(text)


@pytest.mark.parametrize("text", COMMANDS)
def test_a_document_says_the_same(text: str) -> None:
    """JSON is read by programs: nothing in it changes, and no line of it is a command."""
    document = json.dumps({text: [text]}, indent=2, ensure_ascii=False)
    assert {text: [text]} == json.loads(terminal.inert_json(document))
    assert [] == [line for line in terminal.inert_json(document).split("\n") if obeyed(line)]


def test_a_broken_line_is_looked_at_as_it_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A text that stood in the middle of a line begins one when the terminal is narrow."""
    monkeypatch.setenv("COLUMNS", "40")
    terminal.console().print(Text("a sentence that is as long as the line, ::error::and goes on"))
    terminal.error_console().print(Text("a sentence that is as long as the line, ::error::and goes on"))
    out, err = capsys.readouterr()
    assert [] == obeyed(out + err)
    assert "\n:\\:error::and" in out
    assert "\n:\\:error::and" in err


def test_many_lines_take_no_time() -> None:
    """A text of empty lines is looked at once, not once for each line."""
    text = "\n" * 1_000_000 + "::error::x"
    assert terminal.inert(text).endswith(":\\:error::x")


def test_a_stream_is_the_one_of_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever replaces standard output gets what is printed."""
    told = io.StringIO()
    monkeypatch.setattr("sys.stdout", told)
    terminal.OUTPUT.write("::error::x\n")
    assert told.getvalue() == ":\\:error::x\n"


@pytest.mark.parametrize("text", ["✓ café", "one 😀, and ∞"])
def test_what_an_encoding_does_not_have_is_spelt_as_json_spells_it(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """A text can be written to any stream, and a document that is written there is read as it was."""
    bytes_ = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(bytes_, encoding="ascii"))
    terminal.spell_out_what_cannot_be_written()
    terminal.write_json(json.dumps(text, ensure_ascii=False))
    terminal.OUTPUT.flush()
    assert text == json.loads(bytes_.getvalue().decode("ascii"))


def test_a_closed_pipe_is_told_by_its_own_name() -> None:
    """Where nobody reads any more, a stream says so: libraries that know a broken pipe do not end the program."""

    class Closed(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    with pytest.raises(terminal.ClosedOutputError):
        for_people(Closed()).write("x")


@pytest.mark.parametrize(
    ("encoding", "written"), [("utf-8", "✓ 1 · é"), ("cp1252", "+ 1 - é"), ("ascii", "+ 1 - \\u00e9")]
)
def test_our_signs_in_a_narrow_encoding(encoding: str, written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an encoding lacks one of our signs, a plain one stands there; what others write is spelt out."""
    bytes_ = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(bytes_, encoding))
    terminal.spell_out_what_cannot_be_written()
    terminal.OUTPUT.write("✓ 1 · é")
    terminal.OUTPUT.flush()
    assert written == bytes_.getvalue().decode(encoding)
