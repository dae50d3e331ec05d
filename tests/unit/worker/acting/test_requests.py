"""Requests as a browser makes them: redirects, cookies, forms, and answers that later acts go on with."""

from __future__ import annotations

from typing import Any

import pytest

from grader.worker.protocol import Argument, Ask, DictOf, Entries, Items, Observation, Read, Ref
from tests.support.bench import BLOG, SECONDS, Bench, call

FLASK = """
from flask import Flask, jsonify, redirect, request, session
app = Flask(__name__)
app.secret_key = "x"

@app.post("/login")
def login():
    session["user"] = request.form["name"]
    return redirect("/me", 303)
@app.get("/me")
def me():
    return jsonify(user=session.get("user"), kind=request.content_type, agent=request.headers.get("X-Token"))
@app.post("/logout")
def logout():
    session.clear()
    return "", 204
@app.get("/plain/<path:rest>")
def plain(rest):
    return f"{rest} {request.query_string.decode()}"
@app.post("/items")
def make():
    return jsonify(items=[{"id": 7, "name": request.json["name"]}]), 201, {"Location": "/items/7"}
@app.get("/items/<int:number>")
def read(number):
    return {"id": number}
@app.get("/out")
def out():
    return redirect("https://example.org/")
@app.get("/round")
def round():
    return redirect("/round")
@app.get("/fails")
def fails():
    raise KeyError("in a view")
"""
FASTAPI = """
from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from urllib.parse import parse_qs
app = FastAPI()

@app.post("/login")
async def login(request: Request):
    name = parse_qs((await request.body()).decode())["name"][0]
    answer = RedirectResponse("/me", 303)
    answer.set_cookie("user", name)
    return answer
@app.get("/me")
def me(request: Request):
    return {"user": request.cookies.get("user"), "kind": request.headers.get("content-type"),
            "agent": request.headers.get("x-token")}
@app.post("/logout", status_code=204)
def logout(response: Response):
    response.delete_cookie("user")
@app.get("/plain/{rest:path}")
def plain(rest: str, request: Request):
    return Response(f"{rest} {request.url.query}")
@app.post("/items", status_code=201)
def make(thing: dict, response: Response):
    response.headers["Location"] = "/items/7"
    return {"items": [{"id": 7, "name": thing["name"]}]}
@app.get("/items/{number}")
def read(number: int):
    return {"id": number}
@app.get("/out")
def out():
    return RedirectResponse("https://example.org/")
@app.get("/round")
def round():
    return RedirectResponse("/round")
@app.get("/fails")
def fails():
    raise KeyError("in a view")
"""
BOTH = pytest.mark.parametrize("source", [FLASK, FASTAPI], ids=["WSGI", "ASGI"])


def ask(request: str, *parts: str | Ref, **more: Any) -> Ask:
    method, _, path = request.partition(" ")
    query = DictOf(tuple(more.pop("query", {}).items()))
    given: dict[str, Any] = {"headers": (), "body": None} | more
    return Ask(method, (path, *parts), query, **given)


def form(**fields: Argument) -> DictOf:
    return DictOf(tuple(fields.items()))


def value(observation: Observation) -> Any:
    assert (observation.raised, observation.problem) == (None, None)
    return observation.value


def answer(observation: Observation) -> dict[Any, Any]:
    found = value(observation)
    assert isinstance(found, Entries)
    return {name: dict(told.entries) if isinstance(told, Entries) else told for name, told in found.entries}


def asked(bench: Bench, source: str, *acts: Any) -> list[Observation]:
    assert bench.load(source).raised is None
    run = bench.run("app")
    return [run.do(act, SECONDS) for act in acts]


@BOTH
def test_a_login(bench: Bench, source: str) -> None:
    """A form is sent, the redirect after it is followed, and the cookie goes with each request until it is deleted."""
    logged_in, me, _, nobody = asked(
        bench,
        source,
        ask("POST /login", form=form(name="Ada")),
        ask("GET /me"),
        ask("POST /logout"),
        ask("GET /me"),
    )
    assert {"user": "Ada", "kind": None, "agent": None} == answer(logged_in)["json"]
    assert "Ada" == answer(me)["json"]["user"]
    assert None is answer(nobody)["json"]["user"]


@BOTH
def test_each_run_has_its_own_cookies(bench: Bench, source: str) -> None:
    """What one run was given as cookies another one does not send."""
    asked(bench, source, ask("POST /login", form=form(name="Ada")))
    assert None is answer(bench.run("app").do(ask("GET /me"), SECONDS))["json"]["user"]


@BOTH
def test_a_redirect_that_is_not_followed(bench: Bench, source: str) -> None:
    """With `follow` off the redirect is the answer; one that leads elsewhere always is; one without end is told."""
    login, out, again = asked(
        bench,
        source,
        ask("POST /login", form=form(name="Ada"), follow=False),
        ask("GET /out"),
        ask("GET /round"),
    )
    assert 303 == answer(login)["status"]
    assert answer(out)["status"] in (302, 307)
    assert "app redirects without end: the last time to http://testserver/round." == again.problem


@BOTH
def test_an_answer_is_kept(bench: Bench, source: str) -> None:
    """Later acts read on in the JSON and the headers of a kept answer, and send parts of it."""
    made, name, location, number, read, token = asked(
        bench,
        source,
        ask("POST /items", body=form(name="x"), keep="made"),
        Read(Ref("made", ("json", "items", "name")), None),
        Read(Ref("made", ("headers", "location")), None),
        Read(Ref("made", ("json", "items", "id")), "ids"),
        ask("GET /items/", Ref("made", ("status",))),
        ask("GET /me", headers=(("X-Token", ("Bearer ", Ref("made", ("status",)))),)),
    )
    assert ["status", "json"] == list(answer(made))
    assert ("x",) == value(name).items
    assert "/items/7" == value(location)
    assert (7,) == value(number).items
    assert {"id": 201} == answer(read)["json"]
    assert "Bearer 201" == answer(token)["json"]["agent"]


@BOTH
def test_what_an_answer_does_not_hold(bench: Bench, source: str) -> None:
    """A key that is not there is a sentence with those that are."""
    _, missing = asked(
        bench,
        source,
        ask("POST /items", body=form(name="x"), keep="made"),
        Read(Ref("made", ("json", "itms")), None),
    )
    assert "There is no itms in it: items." == missing.problem


@BOTH
def test_what_is_sent(bench: Bench, source: str) -> None:
    """Path and query arrive as they were meant, and a wrong request gets the status that says so."""
    plain, missing, unfit = asked(
        bench,
        source,
        ask("GET /plain/a%20b/%C3%A9", query={"x": 1, "y": "a&b"}),
        ask("GET /no"),
        ask("PUT /me"),
    )
    assert "a b/é x=1&y=a%26b" == answer(plain)["text"]
    assert [404, 405] == [answer(missing)["status"], answer(unfit)["status"]]


@BOTH
def test_an_error_in_a_view(bench: Bench, source: str) -> None:
    """What a view raises is told with its line, and the application goes on."""
    failed, after = asked(bench, source, ask("GET /fails"), ask("GET /me"))
    assert failed.raised is not None
    assert ("KeyError", "fails") == (failed.raised.type, failed.raised.frames[-1].function)
    assert 200 == answer(after)["status"]


SLASHES = {
    "fastapi": "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/dogs')\ndef dogs(): return ['Rex']\n",
    "flask": "from flask import Flask\napi = Flask(__name__)\n@api.get('/dogs/')\ndef dogs(): return ['Rex']\n",
}


@pytest.mark.parametrize("name", SLASHES)
@pytest.mark.parametrize("path", ["/dogs", "/dogs/"])
def test_with_and_without_a_slash(bench: Bench, name: str, path: str) -> None:
    """The redirect to the address with, or without, its last slash is followed, as every client does."""
    (found,) = asked(bench, SLASHES[name], ask(f"GET {path}"))
    assert ("Rex",) == answer(found)["json"].items


LEAKS = (
    BLOG
    + """
from fastapi import FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker
Session = scoped_session(sessionmaker(create_engine("sqlite://")))
app = FastAPI()
@app.post("/add")
def add(name: str):
    Session.add(Author(name=name))
    return len(Session.new)
@app.post("/add-and-remove")
def add_and_remove(name: str):
    Session.remove()
    Session.add(Author(name=name))
    return len(Session.new)
"""
)


@pytest.mark.parametrize(("path", "expected"), [("/add", [1, 2]), ("/add-and-remove", [1, 1])])
def test_a_session_that_leaks_between_requests(bench: Bench, path: str, expected: list[int]) -> None:
    """One set of threads answers all requests: a thread's session that is not removed is there in the next one."""
    found = asked(bench, LEAKS, *(ask(f"POST {path}", query={"name": name}) for name in "ab"))
    assert expected == [answer(observation)["json"] for observation in found]


AWAITS = (
    BLOG
    + """
import asyncio
from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
Local = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///x.db"), expire_on_commit=False)
async def get_session():
    async with Local() as session:
        yield session
app = FastAPI()
lock = asyncio.Lock()
@app.post("/authors")
async def add(name: str, session: AsyncSession = Depends(get_session)):
    async with lock:
        author = Author(name=name)
        session.add(author)
        await session.commit()
        return {"id": author.id, "loop": id(asyncio.get_running_loop())}
async def count():
    async with Local() as session:
        return [len((await session.scalars(select(Author))).all()), id(asyncio.get_running_loop())]
"""
)


def test_an_application_that_awaits(bench: Bench) -> None:
    """Requests with an AsyncSession as a dependency, and calls beside them, share one loop and give connections back."""
    assert bench.load(AWAITS).raised is None
    run = bench.run("app")
    posts = [answer(run.do(ask("POST /authors", query={"name": name}), SECONDS))["json"] for name in "ab"]
    counted = value(run.do(call("count"), SECONDS))
    assert isinstance(counted, Items)
    assert (2, posts[0]["loop"]) == counted.items
    assert posts[0]["loop"] == posts[1]["loop"]
    finished = run.finish(SECONDS)
    assert (None, 0) == (finished.raised, finished.checked_out)


READ = """
import collections
def made(): return {"name": "Rex", "items": [{"name": "a"}, {"name": "b"}], "keys": 3}
def counted(): return collections.defaultdict(list, x=[1])
"""


@pytest.mark.parametrize(
    ("function", "path", "expected"),
    [
        ("made", ("name",), "Rex"),
        ("made", ("keys",), 3),
        ("made", ("items", "name"), ("a", "b")),
        ("counted", ("x",), (1,)),
    ],
)
def test_reading_into_a_dictionary(bench: Bench, function: str, path: tuple[str, ...], expected: Any) -> None:
    """A path goes on in dictionaries and lists of a result, also where a dictionary has a method of that name."""
    bench.load(READ)
    run = bench.run(function)
    run.do(call(function, "it"), SECONDS)
    found = value(run.do(Read(Ref("it", path), None), SECONDS))
    assert expected == (found.items if isinstance(found, Items) else found)
