"""The server that ``auto`` gives, and what it says of it."""

from __future__ import annotations

import pytest

from grader.errors import OperatorError
from grader.postgres.providers import container
from grader.postgres.providers.choose import provide
from grader.postgres.server import Server
from tests.support.images import image


def test_auto_without_an_image(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the engine gives no container, the embedded server is taken, and says why."""

    def start(asked: str) -> Server:
        raise OperatorError(f"There is no image {asked}")

    monkeypatch.setattr(container, "engine_version", lambda: "27.0")
    monkeypatch.setattr(container, "start", start)
    with provide("auto", "postgres:99") as server:
        assert "embedded" == server.info.provider
        assert "There is no image postgres:99" in server.info.note


def test_auto_with_an_engine() -> None:
    """With an engine and an image, auto gives a container, without a note."""
    with provide("auto", image()) as server:
        assert ("container", "") == (server.info.provider, server.info.note)
