"""An act that could not be carried out: a function that is not there, or that takes other arguments."""

from __future__ import annotations

from grader.checks.contract import CheckInput
from grader.language.acts import Act, Call
from grader.language.validation.names import SESSION
from grader.model import Finding
from grader.planning.acts import describe_act
from grader.wording import any_of, find_nearest, listed
from grader.worker.protocol import DOES_NOT_FIT, FunctionReport

_OF_AN_OBJECT = ("self", "cls")


def finding(act: Act, problem: str, asked: CheckInput) -> Finding:
    """Why an act was not possible. ``problem``: in the worker's words."""
    name = act.call.rpartition(".")[2] if isinstance(act, Call) else ""
    imported = asked.submission.imported
    functions = imported.functions if imported else ()
    own = [function for function in functions if function.name.rpartition(".")[2] == name]
    if isinstance(act, Call) and len(own) == 1 and DOES_NOT_FIT in problem:
        return _other_parameters(act, name, own[0], asked)
    if isinstance(act, Call) and "." not in act.call and not own:
        return _not_there(name, problem, functions, asked)
    return Finding(f"{describe_act(act)} is not possible: {problem}", is_obstacle=True)


def _not_there(name: str, problem: str, functions: tuple[FunctionReport, ...], asked: CheckInput) -> Finding:
    wanted = asked.exercise.functions.get(name)
    called = any_of(name, wanted.also_called if wanted else ())
    near = find_nearest(name, [function.name for function in functions])
    return Finding(
        message=problem,
        hint=f"Is `{near}` the one? Call it {called}."
        if near
        else f"Write `def {name}(...)` at the top level of the file.",
        where=next((function.where for function in functions if function.name == near), None),
        is_obstacle=True,
    )


def _other_parameters(act: Call, name: str, own: FunctionReport, asked: CheckInput) -> Finding:
    found = asked.exercise.functions.get(asked.exercise.called(act.call) or "")
    wanted = list(found.parameters if found else act.arguments)
    taken = [parameter for parameter in own.parameters if parameter not in _OF_AN_OBJECT]
    lacking = [parameter for parameter in wanted if parameter not in (*taken, SESSION)]
    more = [parameter for parameter in taken if parameter not in wanted]
    has_own_session = SESSION in wanted and SESSION not in taken  # under whatever name
    return Finding(
        message=f"`{name}` {DOES_NOT_FIT}.",
        expected=f"{name}({', '.join(wanted)})",
        actual=f"{name}({', '.join(taken)})",
        hint=_parameters_hint(lacking, more[has_own_session:]),
        where=own.where,
        is_obstacle=True,
    )


def _parameters_hint(lacking: list[str], more: list[str]) -> str:
    if lacking and not more:
        return f"Add the parameter{'s' * (len(lacking) > 1)} {listed(lacking)}."
    if more and not lacking:
        return f"The exercise gives no {listed(more)}: leave it out, or give it a default value."
    return "Take the parameters that the exercise names, in its order."
