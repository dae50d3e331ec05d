"""Acts: functions, parameters and attributes that the exercise names, rows and results that are there."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.language import acts
from grader.language.acts import (
    MAYBE,
    Act,
    Add,
    Append,
    Call,
    Delete,
    Enter,
    Leave,
    New,
    Read,
    Remove,
    Request,
    Result,
)
from grader.language.references import Reference, places, reference, references
from grader.language.validation.expectations import Expectations
from grader.language.validation.names import SESSION, SESSION_STATES
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Path
from grader.wording import listed, shown, unknown

ERRORS = frozenset(
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, Exception)
)
"""What can be raised in a block: the errors that Python has by itself."""

ANSWER = frozenset({"status", "json", "text"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})


def _draft(ref: Reference) -> str:
    return f"`${ref.name}` is a draft and not stored: make it with `new:`, or put it under `data:`"


@dataclass(frozen=True)
class Acts:
    """Checks acts one after the other; what an act keeps, the later ones can refer to."""

    scope: Scope

    def check(self, act: Act, path: Path) -> None:
        match act:
            case Call():
                self._call(act, path)
            case Enter():
                self._called(act.enter, "enter", act.arguments, path)
            case Leave():
                self._leave(act, path)
            case New():
                self._new(act, path)
            case Read():
                self._read(act.read, (*path, "read"))
            case Request():
                self._request(act, path)
            case acts.Set():
                self._target(act.set, (*path, "set"), with_path=True)
                self._given(act.to, (*path, "to"))
            case Add() | Delete():
                key = "add" if isinstance(act, Add) else "delete"
                self._target(getattr(act, key), (*path, key), with_path=False)
            case Append():
                self._target(act.append, (*path, "append"), with_path=False)
                self._target(act.to, (*path, "to"), with_path=True)
            case Remove():
                self._target(act.remove, (*path, "remove"), with_path=False)
                self._target(act.source, (*path, "from"), with_path=True)
        if MAYBE in act.raises and len(act.raises) > 1:
            self.scope.report((*path, "raises"), f"`{MAYBE}` takes any error, so it stands alone")
        if isinstance(act, Result) and act.in_order and act.repeats:
            self.scope.report((*path, "repeats"), "what may be repeated has no order: keep one of the two")
        if isinstance(act, Result) and act.states_result:
            Expectations(self.scope).result(act.returns, (*path, "returns"))
        if act.keeps:
            if act.keeps == SESSION:
                self.scope.report((*path, "as"), f"`${SESSION}` is the session: give the result another name")
            elif act.keeps in self.scope.stored or act.keeps in self.scope.drafts:
                self.scope.report((*path, "as"), f"`{act.keeps}` is a row already")
            self.scope.kept.add(act.keeps)
            if isinstance(act, Enter):
                self.scope.entered.add(act.keeps)

    def _call(self, act: Call, path: Path) -> None:
        ref = reference(act.call)
        name = act.call
        if ref:
            model = self.scope.stored.get(ref.name)
            if ref.name in self.scope.drafts:
                self.scope.report((*path, "call"), _draft(ref))
                return
            if ref.name not in self.scope.stored and ref.name not in self.scope.kept:
                self.scope.report(
                    (*path, "call"),
                    unknown("row or result", ref.name, [*self.scope.stored, *self.scope.kept]),
                )
                return
            self._loaded(ref, (*path, "call"))
            if len(ref.path) != 1:
                self.scope.report((*path, "call"), "a method is called as `$row.method`")
                return
            methods = [f for f in self.scope.names.functions if f.endswith(f".{ref.path[0]}")]
            name = f"{model}.{ref.path[0]}" if model else next(iter(methods), ref.path[0])
        self._threads(act, name, path)
        self._called(name, "call", act.arguments, path, on_row=ref is not None)

    def _threads(self, act: Call, name: str, path: Path) -> None:
        function = self.scope.names.functions.get(name)
        if act.threads and function and (reference(act.call) or SESSION in function.parameters):
            self.scope.report(
                (*path, "threads"),
                "a session belongs to one thread: call a function that takes none, and no row's",
            )
        if act.different and (act.threads or 0) < 2:
            self.scope.report((*path, "different"), "`different:` compares threads: add `threads: 2` or more")

    def _called(
        self, name: str, key: str, arguments: Mapping[str, Any], path: Path, on_row: bool = False
    ) -> None:
        if name not in self.scope.names.functions:
            self.scope.report((*path, key), unknown("function", name, self.scope.names.functions))
            return
        if (wrong := self._wrong_owner(name, on_row)) is not None:
            self.scope.report((*path, key), wrong)
            return
        parameters = self.scope.names.functions[name].parameters
        wanted = [p for p in parameters if p != SESSION]
        for given, value in arguments.items():
            if given == SESSION and SESSION in parameters:
                self._session(value, (*path, "with", given))
                continue
            if given not in wanted:
                self.scope.report((*path, "with", given), unknown("parameter", given, wanted, f"of `{name}`"))
            self._given(value, (*path, "with", given))
        for parameter in wanted:
            if parameter not in arguments:
                self.scope.report(path, f"`with:` gives no `{parameter}`, which `{name}` needs")

    def _session(self, value: Any, path: Path) -> None:
        """A session of the submission's in place of the run's."""
        ref = reference(value)
        if ref is None or ref.path or ref.name not in self.scope.kept:
            self.scope.report(
                path, f"`{SESSION}:` is what was entered, such as `$s` after `as: s`, not {shown(value)}"
            )

    def _leave(self, act: Leave, path: Path) -> None:
        ref = reference(act.leave)
        if ref is None or ref.path or ref.name not in self.scope.entered:
            self.scope.report(
                (*path, "leave"),
                f"{shown(act.leave)} was not entered: leave what `enter:` keeps `as: s` as `$s`",
            )
        if act.raising and act.raising not in ERRORS:
            self.scope.report((*path, "raising"), unknown("error of Python", act.raising, ERRORS))

    def _wrong_owner(self, name: str, on_row: bool) -> str | None:
        """Why what ``name`` is cannot be called in this way."""
        kind, short = self.scope.names.functions[name].kind, name.rpartition(".")[2]
        if kind == "property":
            return f"`{name}` is a property: read it, as in `read: $row.{short}`"
        if kind == "method" and not on_row:
            return f"`{name}` is a method: call it on a row, as in `call: $row.{short}`"
        if kind == "class method" and on_row:
            return f"`{name}` is a class method: call it on the model, as in `call: {name}`"
        return None

    def _new(self, act: New, path: Path) -> None:
        model = self.scope.names.models.get(act.new)
        if model is None:
            self.scope.report((*path, "new"), unknown("model", act.new, self.scope.names.models))
            return
        known = [*model.columns, *model.relationships]
        for given, value in act.arguments.items():
            if given not in known:
                self.scope.report(
                    (*path, "with", given), unknown("column or relationship", given, known, f"of `{act.new}`")
                )
            self._given(value, (*path, "with", given))

    def _given(self, value: Any, path: Path) -> None:
        """What goes into the submission: plain values, results, and rows as loaded objects."""
        self.scope.values(value, path)
        for ref in references(value):
            if not ref.path:
                self._loaded(ref, path)

    def _loaded(self, ref: Reference, path: Path) -> None:
        model = self.scope.stored.get(ref.name)
        if model and not self.scope.names.models[model].mapped:
            self.scope.report(
                path,
                f"`${ref.name}` is a row of `{model}`, which is not mapped, so that no session can load it: "
                f"give its columns, such as `${ref.name}.{next(iter(self.scope.names.models[model].columns))}`",
            )

    def _request(self, act: Request, path: Path) -> None:
        for place in places(act.request):
            self._sent(place, (*path, "request"))
        for i, other in enumerate(act.also_called):
            for place in places(other):
                self._sent(place, (*path, "also_called", i))
        for name, header in act.headers.items():
            for place in (header,) if reference(header) else places(header):
                self._sent(place, (*path, "headers", name))
        for key, value in (("query", act.query), ("json", act.body), ("form", act.form)):
            for ref in references(value):
                self._sent(str(ref), (*path, key))
        if act.form is not None and act.body is not None:
            self.scope.report((*path, "form"), "a request has one body: `json:` or `form:`")
        if act.states_result:
            self._answer(act, (*path, "returns"))

    def _answer(self, act: Request, path: Path) -> None:
        answer = act.returns
        if not (isinstance(answer, dict) and answer and answer.keys() <= ANSWER):
            self.scope.report(
                path,
                "an answer is `{status: 200, json: ...}`, or one of the two; `text:` for what is not JSON",
            )
        elif any(answer.get("status") == status for status in REDIRECTS) and act.follow:
            self.scope.report(path, "a redirect is followed: add `follow: false` to see its own status")

    def _sent(self, text: str, path: Path) -> None:
        """A value that goes into a request: a column of a row or of a draft, or what was kept, such as an answer."""
        ref = reference(text)
        if ref is not None and ref.name in self.scope.kept:
            return
        model = ref and (self.scope.stored.get(ref.name) or self.scope.drafts.get(ref.name))
        if ref is None or model is None or len(ref.path) != 1:
            self.scope.report(
                path,
                "a column of a row goes into a request, such as `$ada.id`, or a part of an answer, such as"
                f" `$login.json.token`, not {shown(text)}",
            )
        else:
            self.scope.values(str(ref), path)

    def _read(self, text: str, path: Path) -> None:
        ref = reference(text)
        if ref is None or ref.name != SESSION:
            self._target(text, path, with_path=True)
        elif len(ref.path) != 1 or ref.path[0] not in SESSION_STATES:
            self.scope.report(
                path, f"of the session can be read: {listed([f'${SESSION}.{s}' for s in SESSION_STATES])}"
            )

    def _target(self, text: str, path: Path, with_path: bool) -> None:
        ref = reference(text)
        if ref is None:
            example = "`$post.comments`" if with_path else "`$post`"
            self.scope.report(path, f"this must be a row or a result, such as {example}, not {text!r}")
        elif ref.name in self.scope.drafts:
            self.scope.report(
                path, f"`${ref.name}` is a draft and not stored: make it with `new:`, or put it under `data:`"
            )
        elif ref.name not in self.scope.stored and ref.name not in self.scope.kept:
            self.scope.report(
                path, unknown("row or result", ref.name, [*self.scope.stored, *self.scope.kept])
            )
        elif with_path and not ref.path:
            self.scope.report(path, f"say which attribute of `{ref}`, such as `{ref}.name`")
        elif ref.name in self.scope.stored:
            self._loaded(ref, path)
            self._attributes(self.scope.stored[ref.name], ref.path, path)

    def _attributes(self, model: str | None, names: Sequence[str], path: Path) -> None:
        """A way from a row of ``model`` on, as far as the exercise can tell where it leads."""
        for name in names:
            spec = self.scope.names.models.get(model or "")
            if spec is None:
                return
            own = [f.rpartition(".")[2] for f in self.scope.names.functions if f.startswith(f"{model}.")]
            known = [*spec.columns, *spec.relationships, *own]
            if name not in known:
                self.scope.report(path, unknown("attribute", name, known, f"of `{model}`"))
                return
            model = spec.relationships[name].target if name in spec.relationships else None
