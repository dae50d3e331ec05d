"""Speaks ASGI with the submission's application, without a network: https://asgi.readthedocs.io/en/latest/specs/

One event loop for a run. The application's lifespan begins with the first request and ends with the run.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import urllib.parse
from typing import Any

from grader.worker.problem import Problem
from grader.worker.protocol import Ask

_MAX_BODY = 1024 * 1024
_ENDING_SECONDS = 2.0
_ASGI = {"version": "3.0", "spec_version": "2.3"}
_Message = dict[str, Any]


class Application:
    """The submission's application, for one run."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._runner = asyncio.Runner()
        self._lifespan: _Lifespan | None = None

    def ask(self, act: Ask) -> dict[str, Any]:
        """Raises what the application lets out, ``Problem`` where it gives no answer."""
        return self._runner.run(self._ask(act))

    def close(self) -> None:
        if self._lifespan is not None:
            self._runner.run(self._lifespan.end())
        self._runner.close()

    async def _ask(self, act: Ask) -> dict[str, Any]:
        if self._lifespan is None:
            self._lifespan = _Lifespan(self._app)
            await self._lifespan.begin()
        exchange = _Exchange((act.body or "").encode())
        await _called(self._app, _scope(act, self._lifespan.state), exchange.receive, exchange.send)
        return exchange.answer()


class _Exchange:
    """One request and what is answered to it."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body
        self._ended = asyncio.Event()
        self._status: int | None = None
        self._headers: dict[bytes, bytes] = {}
        self._answer = bytearray()

    async def receive(self) -> _Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._ended.wait()  # an application may listen for this while it answers
        return {"type": "http.disconnect"}

    async def send(self, message: _Message) -> None:
        if message["type"] == "http.response.start":
            self._status = int(message["status"])
            self._headers = {bytes(k).lower(): bytes(v) for k, v in message.get("headers", ())}
        elif message["type"] == "http.response.body":
            room = _MAX_BODY + 1 - len(self._answer)
            self._answer += message.get("body", b"")[:room]
            if not message.get("more_body", False):
                self._ended.set()

    def answer(self) -> dict[str, Any]:
        if self._status is None:
            raise Problem("app gave no answer.")
        if len(self._answer) > _MAX_BODY:
            raise Problem(f"app answered with more than {_MAX_BODY // 1024} KiB.")
        if b"json" in self._headers.get(b"content-type", b""):
            try:
                return {"status": self._status, "json": json.loads(self._answer)}
            except (ValueError, RecursionError):
                pass  # it only says that it is JSON
        return {"status": self._status, "text": self._answer.decode("utf-8", "replace")}


class _Lifespan:
    """What runs before the first request and after the last one; an application may have none."""

    def __init__(self, app: Any) -> None:
        self.state: dict[str, Any] = {}
        self._app = app
        self._events: asyncio.Queue[_Message] = asyncio.Queue()
        self._said: asyncio.Queue[str] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Raises what the start of the application raises."""
        scope = {"type": "lifespan", "asgi": _ASGI, "state": self.state}
        self._task = asyncio.create_task(_called(self._app, scope, self._events.get, self._send))
        if await self._happens("startup") == "lifespan.startup.failed":
            await asyncio.wait([self._task], timeout=_ENDING_SECONDS)
            if self._task.done() and not self._task.cancelled() and (error := self._task.exception()):
                raise error
            raise Problem("app says that its startup failed.")

    async def end(self) -> None:
        if self._task is not None and not self._task.done():
            await self._happens("shutdown")
            await asyncio.wait([self._task], timeout=_ENDING_SECONDS)

    async def _happens(self, what: str) -> str | None:
        """What is said to an event; None where the application has no lifespan, and ends at once."""
        assert self._task is not None
        await self._events.put({"type": f"lifespan.{what}"})
        saying = asyncio.create_task(self._said.get())
        await asyncio.wait([saying, self._task], return_when=asyncio.FIRST_COMPLETED)
        if saying.done():
            return saying.result()
        saying.cancel()
        return None if self._said.empty() else self._said.get_nowait()

    async def _send(self, message: _Message) -> None:
        await self._said.put(message["type"])


async def _called(app: Any, scope: _Message, receive: Any, send: Any) -> None:
    result = app(scope, receive, send)
    if not inspect.isawaitable(result):
        raise Problem("app is no ASGI application: FastAPI() makes one.")
    await result


def _scope(act: Ask, state: dict[str, Any]) -> _Message:
    headers = [("host", "testserver"), *act.headers]
    if act.body is not None:
        headers += [("content-type", "application/json"), ("content-length", str(len(act.body.encode())))]
    return {
        "type": "http",
        "asgi": _ASGI,
        "http_version": "1.1",
        "method": act.method,
        "scheme": "http",
        "path": urllib.parse.unquote(act.path),
        "raw_path": act.path.encode(),
        "query_string": act.query.encode(),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1", "replace"), value.encode("latin-1", "replace"))
            for name, value in headers
        ],
        "client": ("testclient", 50000),
        "server": ("testserver", 80),
        "state": dict(state),
    }
