"""Which server a choice gives."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable

import pytest

from grader.errors import OperatorError
from grader.postgres.providers import choose, container, embedded, url
from grader.postgres.providers.choose import provide


class Taken(Exception):  # noqa: N818  it names what happened
    """A way was taken: tests of a choice go no further."""


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """Which way was taken, and with what, instead of taking it."""
    ways: list[tuple[str, object]] = []

    def way(name: str) -> Callable[..., object]:
        def take(*arguments: object) -> object:
            ways.append((name, *arguments))  # type: ignore[arg-type]
            raise Taken

        return take

    monkeypatch.setattr(embedded, "start", way("embedded"))
    monkeypatch.setattr(container, "start", way("container"))
    monkeypatch.setattr(url, "start", way("url"))
    return ways


@pytest.mark.parametrize(
    ("choice", "way"),
    [
        ("embedded", ("embedded", None)),
        ("container", ("container", "postgres:17")),
        ("postgresql://me@there/db", ("url", "postgresql://me@there/db")),
        ("postgres://me@there/db", ("url", "postgres://me@there/db")),
        ("postgresql+psycopg://me@there/db", ("url", "postgresql+psycopg://me@there/db")),
    ],
)
def test_each_word_has_its_way(taken: list[tuple[str, object]], choice: str, way: tuple[str, object]) -> None:
    """Each word has its way."""
    with pytest.raises(Taken):
        provide(choice, "postgres:17")
    assert [way] == taken


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("embedded", set()), ("auto", set()), ("postgresql://me@there/db", {"PGSERVICE", "PGPASSWORD"})],
)
def test_variables_of_libpq_complete_a_url_alone(
    taken: list[tuple[str, object]], monkeypatch: pytest.MonkeyPatch, choice: str, kept: set[str]
) -> None:
    """What completes an address is kept for a server that a person names; settings of a session are kept for none."""
    monkeypatch.setattr(container, "engine_version", lambda: None)
    for name in ("PGSERVICE", "PGPASSWORD", "PGDATESTYLE", "PGOPTIONS", "PGTZ"):
        monkeypatch.setenv(name, "x")
    with pytest.raises(Taken):
        provide(choice)
    assert kept == {name for name in os.environ if name.startswith("PG")}


@pytest.mark.parametrize(
    "choice", ["", "docker", "mysql://there/db", "container:x", "sqlite:///x", "postgresql"]
)
def test_any_other_word_is_refused(taken: list[tuple[str, object]], choice: str) -> None:
    """Any other word is refused, with those that there are."""
    with pytest.raises(OperatorError, match="is not known") as caught:
        provide(choice)
    assert choose.CHOICES in caught.value.next_step
    assert [] == taken


@pytest.mark.parametrize(("engine", "way"), [("27.0", "container"), (None, "embedded")])
def test_auto_takes_a_container_where_an_engine_answers(
    taken: list[tuple[str, object]], monkeypatch: pytest.MonkeyPatch, engine: str | None, way: str
) -> None:
    """A container where an engine answers, else the embedded server."""
    monkeypatch.setattr(container, "engine_version", lambda: engine)
    with pytest.raises(Taken):
        provide("auto")
    assert [way] == [name for name, *_ in taken]


@pytest.mark.parametrize(
    ("engine", "why"),
    [
        (None, "auto: the embedded server, for no container engine answers"),
        ("27.0", "auto: the embedded server, for a container could not be had: no image"),
    ],
)
def test_auto_says_why(
    taken: list[tuple[str, object]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    engine: str | None,
    why: str,
) -> None:
    """Which server was taken, and why, is told to whoever asks for a log."""

    def fail(_: str) -> None:
        raise OperatorError("no image")

    monkeypatch.setattr(container, "engine_version", lambda: engine)
    monkeypatch.setattr(container, "start", fail)
    with caplog.at_level(logging.INFO, "grader"), pytest.raises(Taken):
        provide("auto")
    assert [why] == caplog.messages
    assert ["embedded"] == [name for name, *_ in taken]
