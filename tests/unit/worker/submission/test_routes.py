"""For which requests an application has a route, whichever framework it is written with."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from flask import Blueprint, Flask
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from grader.worker.submission.routes import find_routed


def answer(**_: Any) -> str:
    return ""


def fastapi() -> FastAPI:
    app, outer, inner = FastAPI(), APIRouter(prefix="/outer"), APIRouter(prefix="/inner")
    app.get("/posts/{post_id}")(answer)
    inner.post("/posts")(answer)
    outer.include_router(inner)
    app.include_router(outer, prefix="/api")
    below = FastAPI()
    below.get("/posts/")(answer)
    app.mount("/mounted", below)
    return app


def starlette() -> Starlette:
    inside = [Route("/posts/{post_id:int}", answer), Mount("/deep", routes=[Route("/{key:uuid}", answer)])]
    return Starlette(routes=[Route("/posts", answer, methods=["POST"]), Mount("/blog", routes=inside)])


def flask() -> Flask:
    app, blueprint = Flask(__name__), Blueprint("blog", __name__, url_prefix="/blog")
    app.add_url_rule("/posts/<int:post_id>/", view_func=answer, methods=["GET"])
    blueprint.add_url_rule("/<uuid:key>/show", "show", answer, methods=["DELETE"])
    app.register_blueprint(blueprint)
    return app


@pytest.mark.parametrize(
    ("app", "there", "absent"),
    [
        (
            fastapi(),
            ["GET /posts/{}", "POST /api/outer/inner/posts", "GET /mounted/posts", "GET /posts/7"],
            [
                "GET /posts",
                "GET /api/outer/inner/posts",
                "POST /posts/{}",
                "GET /mounted/comments",
                "GET /mounted",
            ],
        ),
        (
            starlette(),
            ["POST /posts", "GET /blog/posts/{}", "GET /blog/deep/{}"],
            ["GET /posts", "GET /blog/comments", "GET /blog", "DELETE /blog/posts/{}"],
        ),
        (
            flask(),
            ["GET /posts/{}", "DELETE /blog/{}/show"],
            ["POST /posts/{}", "GET /posts", "DELETE /blog/{}", "GET /posts/{}/more"],
        ),
        (object(), [], ["GET /posts"]),
    ],
    ids=["fastapi", "starlette", "flask", "none of them"],
)
def test_routes_are_found(app: Any, there: list[str], absent: list[str]) -> None:
    """A request has a route where its method and path have one, in routers, mounts and blueprints too, and only there."""
    assert there == find_routed(app, [*there, *absent])


def test_a_value_of_a_path_may_be_an_example_alone() -> None:
    """A path is known by what may stand in it, not by what does: no route is asked, and nothing is carried out."""
    app = FastAPI()

    @app.get("/posts/{key}")
    def fail(key: uuid.UUID) -> None:
        raise AssertionError(key)

    assert ["GET /posts/{}"] == find_routed(app, ["GET /posts/{}"])
