"""For which requests an application has a route. Nothing is sent to it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any

_VARYING = re.compile(r"<[^<>]*>")
_EXAMPLES = ("1", str(uuid.UUID(int=1)))
"""Of what varies in a path: some routes take integers alone, some UUIDs."""

_MATCHED = 2
"""starlette.routing.Match.FULL: the path and the method."""

_DEEPEST = 10


def find_routed(app: Any, requests: Iterable[str]) -> list[str]:
    """Those of ``requests``, such as ``GET /users/{}``, that Flask, Starlette or FastAPI has a route for; none of what
    says nothing of its routes."""
    has_route = _has_rule if hasattr(app, "url_map") else _has_route
    return [
        request
        for request in requests
        if any(has_route(app, *request.replace("{}", example).split(" ", 1)) for example in _EXAMPLES)
    ]


def _has_rule(app: Any, method: str, path: str) -> bool:
    return any(
        method in (rule.methods or ()) and _is_led_to(_VARYING.sub("{}", rule.rule), path)
        for rule in app.url_map.iter_rules()
    )


def _is_led_to(rule: str, path: str) -> bool:
    pattern = re.escape(rule.rstrip("/")).replace(r"\{\}", "[^/]+")
    return re.fullmatch(pattern, path.rstrip("/")) is not None


def _has_route(app: Any, method: str, path: str) -> bool:
    scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
    return any(_leads(app, {**scope, "path": p}, 0) for p in (path, path.rstrip("/"), f"{path}/"))


def _leads(holder: Any, scope: dict[str, Any], depth: int) -> bool:
    """Also by way of an application that is mounted in it, which takes every path below its own."""
    for route in getattr(holder, "routes", None) or ():
        match, inside = route.matches(scope)
        is_mounted = hasattr(route, "app") and not hasattr(route, "methods")
        if match.value == _MATCHED and not is_mounted:
            return True
        if match.value == _MATCHED and depth < _DEEPEST and _leads(route, {**scope, **inside}, depth + 1):
            return True
    return False
