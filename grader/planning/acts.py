"""Acts of the language as acts of the protocol, and in words. One table has all kinds of acts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from grader.language.acts import (
    TRANSACT,
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
    Set,
)
from grader.language.exercise import Exercise
from grader.language.references import Reference, split
from grader.language.references import reference as name_reference
from grader.language.validation.names import SESSION
from grader.planning.arguments import from_yaml, named_from_yaml, plain_from_yaml, ref
from grader.planning.data import Data
from grader.planning.plan import Step
from grader.worker import protocol


@dataclass(frozen=True)
class ActKind:
    """``plan(act, data, exercise)``: the act of the protocol. ``describe(act)``: the beginning of a sentence."""

    plan: Callable[[Any, Data, Exercise], protocol.Act]
    describe: Callable[[Any], str]


def plan_act(act: Act, data: Data, exercise: Exercise) -> protocol.Act:
    """An act of the language as one of the protocol."""
    return _KINDS[type(act)].plan(act, data, exercise)


def describe_act(act: Act) -> str:
    """An act in words, as the beginning of a sentence."""
    return _KINDS[type(act)].describe(act)


def _plan_call(act: Call, data: Data, exercise: Exercise) -> protocol.Call:
    found = name_reference(act.call)
    owner, _, name = act.call.rpartition(".") if not found else (found.name, "", found.path[0])
    asked = exercise.called(act.call)
    arguments, session = _arguments(act, asked, data, exercise)
    return protocol.Call(
        name,
        owner or None,
        arguments,
        act.keep_as,
        session,
        act.threads,
        _find_session(asked, exercise) if asked else None,
    )


def _plan_enter(act: Enter, data: Data, exercise: Exercise) -> protocol.Enter:
    arguments, session = _arguments(act, act.enter, data, exercise)
    return protocol.Enter(act.enter, arguments, session, act.keep_as, _find_session(act.enter, exercise))


def _find_session(name: str, exercise: Exercise) -> int | None:
    """None also for what only a check in Python calls."""
    parameters = exercise.functions[name].parameters if name in exercise.functions else ()
    return parameters.index(SESSION) if SESSION in parameters else None


def list_callees(exercise: Exercise) -> tuple[protocol.Callee, ...]:
    """Every function of an exercise, for acts that nobody knows yet."""
    return tuple(
        protocol.Callee(
            name.rpartition(".")[2],
            name.rpartition(".")[0] or None,
            tuple(parameter for parameter in function.parameters if parameter != SESSION),
            _find_session(name, exercise),
        )
        for name, function in exercise.functions.items()
    )


def find_callees(steps: Iterable[Step], data: Data) -> tuple[protocol.Callee, ...]:
    """What the acts will call; of a row's method the model is told, where the row is known."""
    found: list[protocol.Callee] = []
    for step in steps:
        match step.act:
            case protocol.Call(owner=owner) as act:
                model = data.names[owner].model if owner and owner in data.names else owner
                found.append(_callee(act, model, data))
            case protocol.Enter() as act:
                found.append(_callee(act, None, data))
            case protocol.Ask():
                found.append(protocol.Callee("app", None))
    return tuple(found)


def _callee(act: protocol.Call | protocol.Enter, owner: str | None, data: Data) -> protocol.Callee:
    return protocol.Callee(
        act.name,
        owner,
        tuple(argument.name for argument in act.arguments),
        act.session_at,
        find_rows((act,), data),
    )


def find_rows(acts: Iterable[protocol.Act], data: Data) -> tuple[str, ...]:
    """The rows of the data that the acts hand over as objects."""
    stored = {row.name for row in data.rows if row.name}
    return tuple(dict.fromkeys(ref.name for act in acts for ref in find_refs(act) if ref.name in stored))


def _plan_request(act: Request, data: Data) -> protocol.Ask:
    method, _, path = act.request.partition(" ")
    return protocol.Ask(
        method=method,
        path=tuple(_plan_path(path, data)),
        query=_plan_mapping(act.query, data),
        headers=tuple(
            (name, tuple(from_yaml(part, data) for part in split(value)))
            for name, value in act.headers.items()
        ),
        body=from_yaml(act.body, data),
        form=_plan_mapping(act.form, data) if act.form is not None else None,
        follow=act.follow,
        keep=act.keep_as,
        also=tuple(tuple(_plan_path(other, data)) for other in act.also_called),
    )


def _plan_path(path: str, data: Data) -> Iterator[str | protocol.Ref]:
    """What is known by now is written out; what an act before gives is filled in when it is sent."""
    for part in split(path):
        found = from_yaml(part, data)
        if isinstance(found, protocol.Ref):
            yield found
        elif name_reference(part):
            yield quote(_text(plain_from_yaml(part, data)), safe="")
        else:
            yield quote(_text(found), safe="/%")


def _text(value: Any) -> str:
    """A value as it stands in an address."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plan_mapping(values: Mapping[str, Any], data: Data) -> protocol.DictOf:
    return protocol.DictOf(
        tuple((from_yaml(name, data), from_yaml(value, data)) for name, value in values.items())
    )


def _arguments(
    act: Call | Enter, asked: str | None, data: Data, exercise: Exercise
) -> tuple[tuple[protocol.Named, ...], protocol.Ref | None]:
    """The arguments, and the session to hand in where the act says which."""
    given = dict(act.arguments)
    session = given.pop(SESSION, None)
    takes = exercise.functions[asked].takes if asked and asked in exercise.functions else ()
    also = {parameter.name: parameter.also_called for parameter in takes}
    arguments = (replace(named, also=also.get(named.name, ())) for named in named_from_yaml(given, data))
    return tuple(arguments), _ref(session) if session else None


def _ref(text: str) -> protocol.Ref:
    return ref(name_reference(text) or Reference(name=text))


def find_refs(value: Any) -> Iterator[protocol.Ref]:
    """Every reference in an act, the owner of a method included."""
    if isinstance(value, protocol.Ref):
        yield value
    elif isinstance(value, protocol.Call):
        if value.owner:
            yield protocol.Ref(value.owner, ())
        yield from find_refs(value.arguments)
    elif isinstance(value, tuple):
        for item in value:
            yield from find_refs(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from find_refs(getattr(value, name))


_TRANSACTED = {"expire": "session.expire_all()", "new session": "Going on with a new session"}


def _describe_call(act: Call) -> str:
    threads = ""
    if act.threads is not None:
        threads = f" in {act.threads} threads" if act.threads > 1 else " in another thread"
    return f"`{act.call.lstrip('$')}(...)`{threads}"


def _describe_leave(act: Leave) -> str:
    inside = f" with {act.raising} raised inside" if act.raising else ""
    return f"Leaving `{act.leave.lstrip('$')}`{inside}"


_TRANSACT = ActKind(
    lambda act, *_: protocol.Transact(act.verb),
    lambda act: _TRANSACTED.get(act.verb, f"session.{act.verb}()"),
)


_KINDS: Mapping[type, ActKind] = {
    **dict.fromkeys(TRANSACT.values(), _TRANSACT),
    Call: ActKind(_plan_call, _describe_call),
    Enter: ActKind(_plan_enter, lambda act: f"Entering `{act.enter}(...)`"),
    Leave: ActKind(lambda act, *_: protocol.Leave(_ref(act.leave).name, act.raising), _describe_leave),
    New: ActKind(
        lambda act, data, _: protocol.New(act.new, named_from_yaml(act.arguments, data), act.keep_as),
        lambda act: f"`{act.new}(...)`",
    ),
    Read: ActKind(
        lambda act, *_: protocol.Read(_ref(act.read), act.keep_as),
        lambda act: f"Reading `{act.read.lstrip('$')}`",
    ),
    Request: ActKind(lambda act, data, _: _plan_request(act, data), lambda act: f"`{act.request}`"),
    Set: ActKind(
        lambda act, data, _: protocol.Set(_ref(act.set), from_yaml(act.to, data)),
        lambda act: f"Setting `{act.set.lstrip('$')}`",
    ),
    Add: ActKind(
        lambda act, *_: protocol.Add(_ref(act.add)), lambda act: f"session.add({act.add.lstrip('$')})"
    ),
    Delete: ActKind(
        lambda act, *_: protocol.Delete(_ref(act.delete)),
        lambda act: f"session.delete({act.delete.lstrip('$')})",
    ),
    Append: ActKind(
        lambda act, *_: protocol.Append(_ref(act.to), _ref(act.append)),
        lambda act: f"Appending to `{act.to.lstrip('$')}`",
    ),
    Remove: ActKind(
        lambda act, *_: protocol.Remove(_ref(act.source), _ref(act.remove)),
        lambda act: f"Removing from `{act.source.lstrip('$')}`",
    ),
}
