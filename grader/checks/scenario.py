"""A scenario: rows to begin with, acts in order, and what must hold of results, rows and statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from grader.checks.contract import CheckInput, CheckKind, FinishedRun
from grader.checks.expectations import (
    nothing_open,
    raises,
    reference,
    returns,
    rows,
    seen_by_server,
    statements,
)
from grader.errors import InternalError
from grader.language.acts import (
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
    Set,
)
from grader.language.checks import PythonCheck, ScenarioCheck
from grader.language.exercise import Exercise
from grader.language.references import Reference, filled
from grader.language.references import reference as reference_of
from grader.language.rows import Group, parse
from grader.language.validation.checks import check_scenario
from grader.language.validation.names import SESSION
from grader.model import Finding, Outcome
from grader.planning.arguments import (
    from_yaml,
    named_from_yaml,
    plain_from_yaml,
    ref,
)
from grader.planning.data import Drawn, draw
from grader.planning.plan import Plan, Step
from grader.worker import protocol


def needs(check: ScenarioCheck, exercise: Exercise) -> Mapping[str, bool]:
    """The models of the data with their columns, and those that acts and expectations name."""
    wanted = dict.fromkeys(_models_of(check, exercise), True)
    expected = {**(check.expect.rows or {}), **(check.expect.added or {})}
    for name in expected:
        wanted[name] = True
    for act in check.do:
        if isinstance(act, New):
            wanted[act.new] = True
        if isinstance(act, Call) and act.call.partition(".")[0] in exercise.models:
            wanted.setdefault(act.call.partition(".")[0], False)
    return wanted


def plans(check: ScenarioCheck, exercise: Exercise, seed: str) -> tuple[Plan, ...]:
    """One run, or one for each size."""
    return tuple(plan(check, exercise, seed, size) for size in check.sizes or (None,))


def plan(check: ScenarioCheck, exercise: Exercise, seed: str, size: int | None) -> Plan:
    drawn = drawn_for(check, exercise, seed, size)
    watched = seen_by_server.watched(check.acts)
    steps = tuple(
        Step(to_protocol(act, drawn, exercise), isinstance(act, Act) and act.raises is not None, i in watched)
        for i, act in enumerate(check.acts)
    )
    stored = {row.name for row in drawn.rows if row.name}
    load = tuple(
        dict.fromkeys(found.name for step in steps for found in _refs(step.act) if found.name in stored)
    )
    return Plan(
        drawn, load, steps, _callees(steps, drawn), size, _looks_at_rows(check), check.expect.nothing_open
    )


def _looks_at_rows(check: ScenarioCheck) -> bool:
    """Whether rows decide: by themselves, as new ones' identity, or for what an object has not loaded."""
    expect = check.expect
    stated = [act.returns for act in check.do if isinstance(act, Result)]
    return (
        bool(expect.reference)
        or expect.rows is not None
        or expect.states_difference
        or any(map(_has_object, stated))
    )


def _has_object(value: Any) -> bool:
    if isinstance(value, dict):
        return "object" in value or any(map(_has_object, value.values()))
    return isinstance(value, list) and any(map(_has_object, value))


def drawn_for(check: ScenarioCheck | PythonCheck, exercise: Exercise, seed: str, size: int | None) -> Any:
    """The rows of a check's ``data:`` and ``drafts:`` for one run."""
    data, drafts = (_groups(check, key, exercise) for key in ("data", "drafts"))
    return draw(exercise.models, data, drafts, f"{seed}/{size}", size)


def findings(check: ScenarioCheck, asked: CheckInput) -> Iterator[Finding]:
    """What is wrong in the first run that shows something wrong; statements are judged over all of them."""
    for i, ran in enumerate(asked.runs):
        found = list(_of_run(check, ran, asked))
        if not found and check.expect.reference:
            found = list(reference.findings(check, ran, asked.reference[i], asked))
        yield from found
        if found:
            return
    if check.expect.statements:
        yield from statements.findings(check.expect.statements, asked.runs)


def _of_run(check: ScenarioCheck, ran: FinishedRun, asked: CheckInput) -> Iterator[Finding]:
    if ran.evidence.outcome is not Outcome.COMPLETED:
        yield _not_ended(check, ran)
        return
    wrong = next(_of_acts(check, ran, asked), None)
    if wrong:
        yield wrong
        return
    yield from rows.findings(check, ran, asked)
    if check.expect.nothing_open:
        yield from nothing_open.findings(ran)


def _of_acts(check: ScenarioCheck, ran: FinishedRun, asked: CheckInput) -> Iterator[Finding]:
    """What is wrong with each act, in order: an error, else its result."""
    for number, (act, observation) in enumerate(zip(check.acts, ran.evidence.observations, strict=False)):
        found = raises.finding(act, observation)
        if found:
            yield _in_its_round(check, number, found)
        elif isinstance(act, Result):
            for finding in returns.findings(act, observation.value, check, ran.until(number), asked):
                yield _in_its_round(check, number, finding)
        for finding in seen_by_server.findings(check.acts, number, ran.evidence):
            yield _in_its_round(check, number, finding)


def _in_its_round(check: ScenarioCheck, number: int, finding: Finding) -> Finding:
    """The finding of an act, told with its round where the acts are done several times."""
    if check.times == 1:
        return finding
    return replace(
        finding, message=f"Round {number // len(check.do) + 1} of {check.times}: {finding.message}"
    )


def _not_ended(check: ScenarioCheck, ran: FinishedRun) -> Finding:
    observed = ran.evidence.observations
    number = len(observed) - bool(observed and observed[-1].raised)
    number = min(number, len(check.acts) - 1)
    act = check.acts[number]
    finding = Finding(
        message=f"{raises.describe(act)} did not come to an end: {ran.evidence.detail}.",
        expected="an answer",
        actual=ran.evidence.detail,
        hint={
            Outcome.TIMED_OUT: "Is there a loop without end, a sleep, or a lock that is waited for?",
            Outcome.OUT_OF_MEMORY: "Is something loaded or built without end?",
            Outcome.CRASHED: "The process ended in the middle of the call. Nothing may end it: no exit, no kill.",
        }.get(ran.evidence.outcome),
    )
    return _in_its_round(check, number, finding)


def _models_of(check: ScenarioCheck, exercise: Exercise) -> list[str]:
    found: list[str] = []

    def walk(groups: tuple[Group, ...]) -> None:
        for group in groups:
            found.append(group.model)
            for children in group.children:
                walk(children.groups)

    walk(_groups(check, "data", exercise))
    return found


def _groups(check: ScenarioCheck | PythonCheck, key: str, exercise: Exercise) -> tuple[Group, ...]:
    def report(path: Any, message: str) -> None:
        raise InternalError(f"{check.id}: {path}: {message}")  # the loader has told every fault already

    return parse(exercise.rows(getattr(check, key)), exercise.models, (), report)


KIND = CheckKind("do", ScenarioCheck, check_scenario, needs=needs, plans=plans, findings=findings)


# ---- acts -------------------------------------------------------------------------------------


def to_protocol(act: Any, drawn: Any, exercise: Exercise) -> protocol.Act:
    """An act of the language as one of the protocol."""
    match act:
        case str():
            return protocol.Transact(act)
        case Call():
            return _call(act, drawn, exercise)
        case Enter():
            arguments, session = _arguments(act, drawn)
            return protocol.Enter(
                act.enter, arguments, session, act.keep_as, _session_at(act.enter, exercise)
            )
        case Leave():
            return protocol.Leave(_ref(act.leave).name, act.raising)
        case New():
            return protocol.New(act.new, named_from_yaml(act.arguments, drawn), act.keep_as)
        case Read():
            return protocol.Read(_ref(act.read), act.keep_as)
        case Request():
            return _ask(act, drawn)
        case Set():
            return protocol.Set(_ref(act.set), from_yaml(act.to, drawn))
        case Add():
            return protocol.Add(_ref(act.add))
        case Delete():
            return protocol.Delete(_ref(act.delete))
        case Append():
            return protocol.Append(_ref(act.to), _ref(act.append))
        case Remove():
            return protocol.Remove(_ref(act.source), _ref(act.remove))
    raise InternalError(f"unknown act {act!r}")


def _call(act: Call, drawn: Any, exercise: Exercise) -> protocol.Call:
    found = reference_of(act.call)
    owner, _, name = act.call.rpartition(".") if not found else (found.name, "", found.path[0])
    arguments, session = _arguments(act, drawn)
    asked = exercise.called(act.call)
    return protocol.Call(
        name,
        owner or None,
        arguments,
        act.keep_as,
        session,
        act.threads,
        _session_at(asked, exercise) if asked else None,
    )


def _session_at(name: str, exercise: Exercise) -> int | None:
    """None also for what only a check in Python calls."""
    parameters = exercise.functions[name].parameters if name in exercise.functions else ()
    return parameters.index(SESSION) if SESSION in parameters else None


def callees_of(exercise: Exercise) -> tuple[protocol.Callee, ...]:
    """Every function of an exercise, for acts that nobody knows yet."""
    return tuple(
        protocol.Callee(
            name.rpartition(".")[2],
            name.rpartition(".")[0] or None,
            tuple(parameter for parameter in function.parameters if parameter != SESSION),
            _session_at(name, exercise),
        )
        for name, function in exercise.functions.items()
    )


def _callees(steps: Iterable[Step], drawn: Drawn) -> tuple[protocol.Callee, ...]:
    """What the acts will call; of a row's method the model is told, where the row is known."""
    found: list[protocol.Callee] = []
    for step in steps:
        match step.act:
            case protocol.Call(owner=owner) as act:
                model = drawn.names[owner].model if owner and owner in drawn.names else owner
                found.append(_callee(act, model))
            case protocol.Enter() as act:
                found.append(_callee(act, None))
            case protocol.Ask():
                found.append(protocol.Callee("app", None))
    return tuple(found)


def _callee(act: protocol.Call | protocol.Enter, owner: str | None) -> protocol.Callee:
    return protocol.Callee(
        act.name, owner, tuple(argument.name for argument in act.arguments), act.session_at
    )


def _ask(act: Request, drawn: Any) -> protocol.Ask:
    method, _, path = act.request.partition(" ")
    query = {name: value for name, value in plain_from_yaml(act.query, drawn).items() if value is not None}
    return protocol.Ask(
        method=method,
        path=quote(
            filled(path, lambda place: quote(_text(plain_from_yaml(place, drawn)), safe="")), safe="/%"
        ),
        query=urlencode(
            {name: list(map(_text, v)) if isinstance(v, list) else _text(v) for name, v in query.items()},
            doseq=True,
        ),
        headers=tuple(act.headers.items()),
        body=json.dumps(plain_from_yaml(act.body, drawn), default=str) if act.body is not None else None,
    )


def _text(value: Any) -> str:
    """A value as it stands in an address."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _arguments(act: Call | Enter, drawn: Any) -> tuple[tuple[protocol.Named, ...], protocol.Ref | None]:
    """The arguments, and the session to hand in where the act says which."""
    given = dict(act.arguments)
    session = given.pop(SESSION, None)
    return named_from_yaml(given, drawn), _ref(session) if session else None


def _ref(text: str) -> protocol.Ref:
    return ref(reference_of(text) or Reference(name=text))


def _refs(value: Any) -> Iterator[protocol.Ref]:
    """Every reference in an act, the owner of a method included."""
    if isinstance(value, protocol.Ref):
        yield value
    elif isinstance(value, protocol.Call):
        if value.owner:
            yield protocol.Ref(value.owner, ())
        yield from _refs(value.arguments)
    elif isinstance(value, tuple):
        for item in value:
            yield from _refs(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _refs(getattr(value, name))
