"""Requests to a submission's ASGI application: answered inside the sandbox, without a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from grader.worker.protocol import Argument, Ask, DictOf, Entries, Items, ListOf, Observation, Value, Where
from tests.support.bench import BLOG, SECONDS, Bench, call

NONE: Mapping[str, Argument] = {}
BARE = """
import json
seen = []
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            seen.append(message["type"])
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    body = (await receive())["body"]
    headers = {k.decode(): v.decode() for k, v in scope["headers"]}
    answer = answers(scope["path"], scope, headers, body)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"Content-Type", KIND)]})
    await send({"type": "http.response.body", "body": answer[:3], "more_body": True})
    await send({"type": "http.response.body", "body": answer[3:]})
KIND = b"application/json"
def answers(path, scope, headers, body):
    if path == "/large": return b"x" * 3_000_000
    if path == "/broken": return b"{"
    if path == "/raises": raise ValueError("in the app")
    shown = [scope["method"], path, scope["query_string"].decode(), headers.get("accept"), body.decode()]
    return json.dumps({"seen": shown, "lifespan": seen}).encode()
def lifespan(): return seen
"""
FASTAPI = (
    BLOG
    + """
from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
import threading
Local = sessionmaker(create_engine("postgresql://"))
app = FastAPI()

def get_db():
    db = Local()
    try:
        yield db
    finally:
        db.close()

@app.get("/authors/{author_id}")
def read(author_id: int, db: Session = Depends(get_db)):
    author = db.get(Author, author_id)
    if author is None:
        raise HTTPException(status_code=404)
    return {"id": author.id, "name": author.name}

@app.post("/authors", status_code=201)
def create(name: str, db: Session = Depends(get_db)):
    author = Author(name=name)
    db.add(author)
    db.commit()
    return {"id": author.id}

@app.get("/fails")
def fails():
    raise KeyError("in a handler")

@app.get("/thread")
def thread():
    return threading.current_thread() is threading.main_thread()

@app.get("/loop")
async def loop():
    return threading.current_thread() is threading.main_thread()
"""
)


def ask(
    method: str, path: str, query: Mapping[str, Argument] = NONE, body: Argument = None, **headers: str
) -> Ask:
    given = tuple((name, (value,)) for name, value in headers.items())
    return Ask(method, (path,), DictOf(tuple(query.items())), given, body)


def answer(observation: Observation) -> dict[Any, Value]:
    assert (observation.raised, observation.problem) == (None, None)
    assert isinstance(observation.value, Entries)
    return dict(observation.value.entries)


def asked(bench: Bench, source: str, *acts: Any) -> list[Observation]:
    assert bench.load(source).raised is None
    run = bench.run("app")
    return [run.do(act, SECONDS) for act in acts]


def test_a_bare_application(bench: Bench) -> None:
    """Method, path, query, headers and body arrive; an answer in pieces comes whole, its lifespan begins once."""
    acts = [
        ask("PUT", "/a%20b", {"x": 1, "y": ListOf(("a&b", True))}, DictOf((("k", 1),)), Accept="text/plain"),
        ask("GET", "/second"),
    ]
    first, second = asked(bench, BARE, *acts)
    seen = dict(answer(first)["json"].entries)["seen"]  # type: ignore[union-attr]
    assert seen.items == ("PUT", "/a b", "x=1&y=a%26b&y=true", "text/plain", '{"k": 1}')
    assert answer(second)["status"] == 200
    assert dict(answer(second)["json"].entries)["lifespan"].items == ("lifespan.startup",)  # type: ignore[union-attr]


def test_end_of_the_lifespan(bench: Bench) -> None:
    """The application is shut down when the run ends."""
    bench.load(BARE)
    run = bench.run("app")
    run.do(ask("GET", "/"), SECONDS)
    assert run.finish(SECONDS).raised is None
    seen = run.do(call("lifespan"), SECONDS).value
    assert isinstance(seen, Items)
    assert seen.items == ("lifespan.startup", "lifespan.shutdown")


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [("/broken", BARE, "{"), ("/x", BARE.replace("application/json", "text/html"), None)],
)
def test_an_answer_that_is_no_json(bench: Bench, path: str, source: str, expected: str | None) -> None:
    """What is no JSON comes as text."""
    (observation,) = asked(bench, source, ask("GET", path))
    assert list(answer(observation)) == ["status", "text"]
    assert expected in (None, answer(observation)["text"])


@pytest.mark.parametrize(
    ("source", "path", "problem"),
    [
        (BARE, "/large", "app answered with more than 1024 KiB."),
        ("x = 1", "/", "There is no application at module level: app = FastAPI(), or app = Flask(__name__)."),
        ("async def app(scope, receive, send): pass", "/", "app gave no answer."),
        (
            "def app(*_): pass",
            "/",
            "app is not an application: FastAPI() makes one, and so does Flask(__name__).",
        ),
    ],
)
def test_no_answer(bench: Bench, source: str, path: str, problem: str) -> None:
    """What gives no answer, or one without end, is a sentence."""
    (observation,) = asked(bench, source, ask("GET", path))
    assert (observation.problem, observation.raised) == (problem, None)


def test_an_error_at_the_start(bench: Bench) -> None:
    """What the application raises as it starts is told with its line."""
    source = """
    async def app(scope, receive, send):
        try:
            raise ValueError("at the start")
        except ValueError:
            if scope["type"] == "lifespan":
                await send({"type": "lifespan.startup.failed"})
            raise
    """
    (observation,) = asked(bench, source, ask("GET", "/"))
    assert observation.raised is not None
    assert observation.raised.frames[-1].where == Where("anna.py", 4)


def test_handlers_of_fastapi_work_in_the_sandbox(bench: Bench) -> None:
    """Handlers with a session as a dependency work in the sandbox, in threads and in the loop."""
    acts = ["/authors/1", "/thread", "/loop"]
    created, read, missing, unfit, thread, loop = asked(
        bench,
        FASTAPI,
        ask("POST", "/authors", {"name": "Ada"}),
        ask("GET", acts[0]),
        ask("GET", "/authors/7"),
        ask("GET", "/authors/seven"),
        *(ask("GET", path) for path in acts[1:]),
    )
    assert answer(created)["status"] == 201
    assert answer(read) == {"status": 200, "json": Entries((("id", 1), ("name", "Ada")), 2)}
    assert [404, 422] == [answer(missing)["status"], answer(unfit)["status"]]
    assert [False, True] == [answer(thread)["json"], answer(loop)["json"]]
    assert [s.sql.split()[0] for s in created.statements] == ["INSERT", "SELECT"]


def test_an_error_in_a_handler(bench: Bench) -> None:
    """What a handler raises is told with its line, and the application goes on."""
    failed, read = asked(bench, FASTAPI, ask("GET", "/fails"), ask("GET", "/authors/1"))
    assert failed.raised is not None
    assert (failed.raised.type, failed.raised.frames[-1].function) == ("KeyError", "fails")
    assert answer(read)["status"] == 404


def test_nothing_stays_open(bench: Bench) -> None:
    """A session that the dependency closes leaves no connection in use."""
    bench.load(FASTAPI)
    run = bench.run("app")
    run.do(ask("GET", "/authors/1"), SECONDS)
    finished = run.finish(SECONDS)
    assert (finished.raised, finished.checked_out) == (None, 0)
    assert bench.database.open_transactions() == 0
