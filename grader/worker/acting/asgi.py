"""Speaks ASGI with the submission's application, without a network: https://asgi.readthedocs.io/en/latest/specs/

All requests of a run are answered in its one event loop. The application's lifespan begins with the first one and ends
with the run.
"""

from __future__ import annotations

import asyncio
import inspect
import urllib.parse
from typing import Any

from grader.worker.acting.exchange import HOST, MAX_BODY, Answered, Sent
from grader.worker.acting.loop import Loop
from grader.worker.problem import Problem

_ENDING_SECONDS = 2.0
_ASGI = {"version": "3.0", "spec_version": "2.3"}
_Message = dict[str, Any]


class AsgiApplication:
    """The submission's application, for one run."""

    def __init__(self, app: Any, loop: Loop) -> None:
        self._app = app
        self._loop = loop
        self._lifespan: _Lifespan | None = None

    def answer(self, sent: Sent) -> Answered:
        """Raises what the application lets out, ``Problem`` where it gives no answer."""
        answered: Answered = self._loop.run_apart(self._answer(sent))
        return answered

    def close(self) -> None:
        if self._lifespan is not None:
            self._loop.run(self._lifespan.end())

    async def _answer(self, sent: Sent) -> Answered:
        if self._lifespan is None:
            self._lifespan = _Lifespan(self._app)
            await self._lifespan.begin()
        exchange = _Exchange(sent.body)
        await _called(self._app, _scope(sent, self._lifespan.state), exchange.receive, exchange.send)
        return exchange.answered()


class _Exchange:
    """One request and what is answered to it."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body
        self._ended = asyncio.Event()
        self._status: int | None = None
        self._headers: tuple[tuple[str, str], ...] = ()
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
            self._headers = tuple(
                (bytes(name).lower().decode("latin-1"), bytes(value).decode("latin-1"))
                for name, value in message.get("headers", ())
            )
        elif message["type"] == "http.response.body":
            room = MAX_BODY + 1 - len(self._answer)
            self._answer += message.get("body", b"")[:room]
            if not message.get("more_body", False):
                self._ended.set()

    def answered(self) -> Answered:
        if self._status is None:
            raise Problem("app gave no answer.")
        return Answered(self._status, self._headers, bytes(self._answer))


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
        raise Problem("app is not an application: FastAPI() makes one, and so does Flask(__name__).")
    await result


def _scope(sent: Sent, state: dict[str, Any]) -> _Message:
    headers = [("host", HOST), *sent.headers]
    if sent.body:
        headers.append(("content-length", str(len(sent.body))))
    return {
        "type": "http",
        "asgi": _ASGI,
        "http_version": "1.1",
        "method": sent.method,
        "scheme": "http",
        "path": urllib.parse.unquote(sent.path),
        "raw_path": sent.path.encode(),
        "query_string": sent.query.encode(),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1", "replace"), value.encode("latin-1", "replace"))
            for name, value in headers
        ],
        "client": ("testclient", 50000),
        "server": (HOST, 80),
        "state": dict(state),
    }
