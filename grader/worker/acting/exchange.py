"""One request to an application, and its answer, as both kinds of applications know them."""

from __future__ import annotations

from dataclasses import dataclass

MAX_BODY = 1024 * 1024
HOST = "testserver"


@dataclass(frozen=True)
class Sent:
    """Path and query are percent-encoded; ``headers`` are those that somebody asked for."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True)
class Answered:
    """Names of headers are in small letters. ``body`` holds one byte more than an answer may have, if there are more."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def find(self, name: str) -> str | None:
        """The last header of that name."""
        return dict(self.headers).get(name)
