"""Down to the protocol: FastAPI only carries a raw ASGI callable, which reads scopes and sends messages itself."""

import contextlib
import json
import re
import urllib.parse

import anyio.to_thread
import fastapi
import sqlalchemy as sa
from sqlalchemy import orm

engine = sa.create_engine("postgresql://user:pass@localhost:5432/myapp")
registry = orm.registry()


@registry.mapped
class User:
    __tablename__ = "users"

    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.Text, nullable=False)
    email = sa.Column(sa.Text, nullable=False, unique=True)


@contextlib.contextmanager
def get_db():
    with contextlib.closing(orm.Session(engine)) as db:
        yield db


class Refused(Exception):
    """The answer is not 200 but this."""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


def read_user(text):
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise Refused(422)
    if len(text.lstrip("+-0")) > 10 or not -(2**31) <= int(text) < 2**31:
        raise Refused(404)  # it fits into no integer column
    with get_db() as db:
        user = db.get(User, int(text))
        if user is None:
            raise Refused(404)
        return {"id": user.id, "name": user.name}


def create_user(query):
    parameters = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
    if not {"name", "email"} <= parameters.keys():
        raise Refused(422)
    with get_db() as db:
        user = User(name=parameters["name"], email=parameters["email"])
        db.add(user)
        try:
            db.flush()
        except sa.exc.IntegrityError:
            raise Refused(409)
        answer = {"id": user.id, "name": user.name}
        db.commit()
        return answer


def answer(method, path, query):
    one = re.fullmatch(r"/users/([^/]+)", path)
    try:
        if one and method == "GET":
            return 200, read_user(one[1])
        if path == "/users" and method == "POST":
            return 200, create_user(query)
        raise Refused(405 if one or path == "/users" else 404)
    except Refused as refused:
        return refused.status, {"status": refused.status}


async def users(scope, receive, send):
    if scope["type"] != "http":
        return
    status, content = await anyio.to_thread.run_sync(
        answer, scope["method"], scope["path"], scope["query_string"].decode("latin-1")
    )
    body = json.dumps(content).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


app = fastapi.FastAPI(openapi_url=None)
app.mount("/", users)
