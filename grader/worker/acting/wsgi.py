"""Speaks WSGI with the submission's application, without a network: https://peps.python.org/pep-3333/"""

from __future__ import annotations

import contextvars
import inspect
import io
import urllib.parse
from collections.abc import Callable, Iterable
from typing import Any

from grader.worker.acting.exchange import HOST, MAX_BODY, Answered, Sent
from grader.worker.problem import Problem


def speaks_wsgi(app: Any) -> bool:
    """Whether an application is called with an environment and a function that starts the answer."""
    try:
        parameters = inspect.signature(app).parameters.values()
    except (TypeError, ValueError):
        return False
    needed = [
        p
        for p in parameters
        if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]
    return len(needed) == 2


class WsgiApplication:
    """The submission's application, for one run. All requests are answered in the thread that asks."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def answer(self, sent: Sent) -> Answered:
        """Raises what the application lets out, ``Problem`` where it gives no answer.

        In a context of its own, as in a server's thread: what is pushed for other acts is not there.
        """
        return contextvars.Context().run(self._answer, sent)

    def close(self) -> None:
        """It has no end of its own."""

    def _answer(self, sent: Sent) -> Answered:
        start = _Start()
        given = self._app(_environment(sent), start)
        try:
            for part in given:
                start.write(part)
        finally:
            if hasattr(given, "close"):
                given.close()
        return start.answered()


class _Start:
    """What an application calls before it gives the body."""

    def __init__(self) -> None:
        self._status: str | None = None
        self._headers: list[tuple[str, str]] = []
        self._body = bytearray()

    def __call__(
        self, status: str, headers: Iterable[tuple[str, str]], _: Any = None
    ) -> Callable[[bytes], None]:
        self._status, self._headers = status, list(headers)
        return self.write

    def write(self, part: bytes) -> None:
        self._body += part[: MAX_BODY + 1 - len(self._body)]

    def answered(self) -> Answered:
        if self._status is None:
            raise Problem("app gave no answer.")
        headers = tuple((name.lower(), value) for name, value in self._headers)
        return Answered(int(self._status.split()[0]), headers, bytes(self._body))


def _environment(sent: Sent) -> dict[str, Any]:
    environment = {
        "REQUEST_METHOD": sent.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": urllib.parse.unquote_to_bytes(sent.path).decode("latin-1"),
        "QUERY_STRING": sent.query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": HOST,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(sent.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in sent.headers:
        key = name.upper().replace("-", "_")
        environment[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    if sent.body:
        environment["CONTENT_LENGTH"] = str(len(sent.body))
    return environment
