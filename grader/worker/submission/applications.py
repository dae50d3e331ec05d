"""The submission's application. Of Flask's the context is pushed wherever no request is, as ``flask shell`` does."""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import sys
from pathlib import Path
from types import FunctionType
from typing import Any

from grader.worker import engines
from grader.worker.exceptions import clean, list_bases, read_name
from grader.worker.places import read_module
from grader.worker.problem import Problem
from grader.worker.submission import lookup
from grader.worker.submission.loading import Submission
from grader.worker.submission.routes import find_routed

_NAMES = ("app", "application")
_FACTORIES = ("create_app", "make_app")
_FRAMEWORKS = frozenset({("flask", "Flask"), ("fastapi", "FastAPI"), ("starlette", "Starlette")})
_MAX_REASON = 200


class Applications:
    """Those of one submission. ``scratch``: the folder that can be written to, None where that is its own."""

    def __init__(self, submission: Submission, scratch: str | None) -> None:
        self._submission = submission
        self._instance = Path(scratch, "instance") if scratch else None
        self._made: Any = None
        self._is_importing = True

    def prepare(self) -> None:
        """Before the import: from now on a Flask application is as it must be here as soon as it is made."""
        if not self._submission.imports_library("flask"):
            return
        with contextlib.suppress(
            ImportError
        ):  # where it is not installed, the submission's own import says so
            flask = importlib.import_module("flask")
            if self._instance is not None:
                self._instance.mkdir(exist_ok=True)
            made = flask.Flask.__init__

            @functools.wraps(made)
            def make(app: Any, *positional: Any, **named: Any) -> None:
                made(app, *positional, **named)
                self._adapt(app)

            flask.Flask.__init__ = make

    def make(self) -> None:
        """After the import: call the factory of an application that no module has. What it raises becomes a note; a
        request tells it in full."""
        factory = self._find_factory()
        if "flask" in sys.modules and not self._list_made() and factory is not None:
            try:
                self._made = factory()
            except Exception as error:
                message = clean(str(error)).partition("\n")[0][:_MAX_REASON]
                engines.note(
                    f"{factory.__name__}() raised {read_name(type(error))}: {message}; so no application's context is there"
                )
        self._is_importing = False

    def find(self) -> Any:
        """The module-level ``app`` or ``application``, else the only one of a known framework, else what a factory makes:
        as ``flask run`` finds it. Raises what the factory raises, ``Problem`` where there is none."""
        for name in _NAMES:
            found = lookup.list_values(self._submission, name)
            if len(found) > 1:
                raise Problem(f"There are several applications called {name}; keep one.")
            if found:
                return found[0]
        made = self._list_made()
        if len(made) == 1:
            return made[0]
        self._made = self._made or self._make_anew()
        return self._made

    def find_routed(self, requests: tuple[str, ...]) -> list[str]:
        """Those that the application has a route for; none where there is no application, or it cannot be made."""
        try:
            return find_routed(self.find(), requests) if requests else []
        except BaseException:  # a request tells it in full
            return []

    def _make_anew(self) -> Any:
        factory = self._find_factory()
        if factory is not None:
            return factory()
        reason = self._submission.why_without("app")
        raise Problem(
            f"{reason}."
            if reason
            else "There is no application at module level: app = FastAPI(), or app = Flask(__name__)."
        )

    def _list_made(self) -> list[Any]:
        """Those of known frameworks at module level, each once."""
        values = [value for module in self._submission.modules for value in list(vars(module).values())]
        return list({id(value): value for value in values if _is_of_a_framework(value)}.values())

    def _find_factory(self) -> Any:
        """The function that makes the application, where it can be called without arguments."""
        found = [function for name in _FACTORIES for function in lookup.list_values(self._submission, name)]
        return found[0] if len(found) == 1 and inspect.isfunction(found[0]) and not _needs(found[0]) else None

    def _adapt(self, app: Any) -> None:
        """Its own files can be written, its errors come out, and its context is there for all that is no request."""
        if self._instance is not None and not Path(app.instance_path).is_dir():
            app.instance_path = str(self._instance)
        if app.config["PROPAGATE_EXCEPTIONS"] is None:
            app.config["PROPAGATE_EXCEPTIONS"] = True
        if self._is_importing:
            app.app_context().push()


def _is_of_a_framework(value: Any) -> bool:
    return any(
        (read_module(base).partition(".")[0], read_name(base)) in _FRAMEWORKS
        for base in list_bases(type(value))
    )


def _needs(function: FunctionType) -> bool:
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    parameters = inspect.signature(function).parameters.values()
    return any(p.default is p.empty and p.kind not in variable for p in parameters)
