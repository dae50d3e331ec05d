"""Requests to a submission's application, as a browser makes them: cookies are kept, redirects followed."""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import http.cookies
import json
import urllib.parse
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from grader.worker.acting.asgi import AsgiApplication
from grader.worker.acting.exchange import HOST, MAX_BODY, Answered, Sent
from grader.worker.acting.loop import Loop
from grader.worker.acting.wsgi import WsgiApplication, speaks_wsgi
from grader.worker.problem import Problem
from grader.worker.protocol import Argument, Ask

_MAX_REDIRECTS = 10
_REDIRECTS = (301, 302, 303, 307, 308)
_KEEP_THE_METHOD = (307, 308)
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"

Resolve = Callable[[Argument], Any]
"""Gives the value that an argument stands for."""


class Browser:
    """Asks one application, for one run."""

    def __init__(self, app: Any, loop: Loop) -> None:
        self._app = WsgiApplication(app) if speaks_wsgi(app) else AsgiApplication(app, loop)
        self._cookies: dict[str, str] = {}

    def ask(self, act: Ask, resolve: Resolve) -> dict[str, Any]:
        """Its ``status``, its ``headers``, and ``json`` or ``text``. Raises what the application lets out, ``Problem``
        where it gives no answer."""
        sent = _build(act, resolve)
        answered = self._answer(sent)
        followed = 0
        while act.follow and (address := _find_redirect(sent, answered)) is not None:
            followed += 1
            if followed > _MAX_REDIRECTS:
                raise Problem(f"app redirects without end: the last time to {address}.")
            sent = _redirect(sent, answered.status, address)
            answered = self._answer(sent)
        return _read(answered)

    def close(self) -> None:
        self._app.close()

    def _answer(self, sent: Sent) -> Answered:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        more = (("cookie", cookies),) if cookies and not _has(sent, "cookie") else ()
        answered = self._app.answer(replace(sent, headers=(*sent.headers, *more)))
        for name, value in answered.headers:
            if name == "set-cookie":
                self._keep(value)
        return answered

    def _keep(self, header: str) -> None:
        cookie: http.cookies.SimpleCookie = http.cookies.SimpleCookie()
        with contextlib.suppress(http.cookies.CookieError):  # a browser leaves out what it cannot read
            cookie.load(header)
        for name, morsel in cookie.items():
            if _is_over(morsel):
                self._cookies.pop(name, None)
            else:
                self._cookies[name] = morsel.coded_value


# ---- what is sent -----------------------------------------------------------------------------


def _build(act: Ask, resolve: Resolve) -> Sent:
    def text(part: Argument) -> str:
        return _write(resolve(part))

    path = "".join(
        part if isinstance(part, str) else urllib.parse.quote(text(part), safe="") for part in act.path
    )
    headers = [(name, "".join(map(text, parts))) for name, parts in act.headers]
    body, kind = b"", None
    if act.form is not None:
        body, kind = _encode(resolve(act.form)).encode(), _FORM
    elif act.body is not None:
        body, kind = json.dumps(resolve(act.body), default=str).encode(), _JSON
    sent = Sent(act.method, path, _encode(resolve(act.query)), tuple(headers), body)
    return (
        sent
        if kind is None or _has(sent, "content-type")
        else replace(sent, headers=(*sent.headers, ("content-type", kind)))
    )


def _encode(values: dict[str, Any]) -> str:
    """As names and values stand in an address or a form; what is None is left out."""
    given = {name: value for name, value in values.items() if value is not None}
    return urllib.parse.urlencode(
        {name: list(map(_write, v)) if isinstance(v, list) else _write(v) for name, v in given.items()},
        doseq=True,
    )


def _write(value: Any) -> str:
    """A value as it stands in an address."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _has(sent: Sent, header: str) -> bool:
    return any(name.lower() == header for name, _ in sent.headers)


# ---- what comes back --------------------------------------------------------------------------


def _find_redirect(sent: Sent, answered: Answered) -> str | None:
    """Where an answer sends its reader, as far as it is the application itself."""
    location = answered.find("location") if answered.status in _REDIRECTS else None
    if location is None:
        return None
    address = urllib.parse.urljoin(f"http://{HOST}{sent.path}", location)
    return address if urllib.parse.urlsplit(address).hostname in (HOST, "localhost", "127.0.0.1") else None


def _redirect(sent: Sent, status: int, address: str) -> Sent:
    """The next request: with the same method and body where the status says so."""
    to = urllib.parse.urlsplit(address)
    path = urllib.parse.quote(to.path or "/", safe="/%:@!$&'()*+,;=~")
    if status in _KEEP_THE_METHOD:
        return replace(sent, path=path, query=to.query)
    headers = tuple(header for header in sent.headers if header[0].lower() != "content-type")
    method = "HEAD" if sent.method == "HEAD" else "GET"
    return Sent(method, path, to.query, headers, b"")


def _read(answered: Answered) -> dict[str, Any]:
    if len(answered.body) > MAX_BODY:
        raise Problem(f"app answered with more than {MAX_BODY // 1024} KiB.")
    headers = {name.replace("-", "_"): value for name, value in answered.headers}
    told = {"status": answered.status, "headers": headers}
    if "json" in headers.get("content_type", ""):
        with contextlib.suppress(ValueError, RecursionError):  # it may only say that it is JSON
            return told | {"json": json.loads(answered.body)}
    return told | {"text": answered.body.decode("utf-8", "replace")}


def _is_over(morsel: Any) -> bool:
    """Whether a cookie is to be forgotten: https://www.rfc-editor.org/rfc/rfc6265#section-5.2"""
    if morsel["max-age"]:
        return morsel["max-age"].lstrip("-").isdigit() and int(morsel["max-age"]) <= 0
    try:
        moment = email.utils.parsedate_to_datetime(morsel["expires"])
    except (TypeError, ValueError, IndexError):
        return False
    return moment.replace(tzinfo=moment.tzinfo or datetime.UTC) <= datetime.datetime.now(datetime.UTC)
