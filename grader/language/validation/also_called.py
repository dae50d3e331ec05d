"""Other names that are taken: none may stand for two things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.language.models import Function, Model
from grader.language.validation.names import SESSION, Report
from grader.language.yaml_positions import Path

_Names = Mapping[str, tuple[tuple[str, ...], Path]]
"""All that lie beside each other: other names of each, and where it stands."""


def check_also_called(models: Mapping[str, Model], functions: Mapping[str, Function], report: Report) -> None:
    """Of models, of what each model has, of functions, and of each function's parameters."""
    for names in _list_neighbours(models, functions):
        taken = set(names)
        for others, path in names.values():
            for i, other in enumerate(others):
                if other in taken:
                    report((*path, "also_called", i), f"`{other}` is the name of something else already")
                taken.add(other)
    _refuse_of_the_session(functions, report)


def _refuse_of_the_session(functions: Mapping[str, Function], report: Report) -> None:
    for name, function in functions.items():
        for i, parameter in enumerate(function.takes):
            if parameter.name == SESSION and parameter.also_called:
                path: Path = ("functions", name, "parameters", i, "also_called")
                report(path, f"`{SESSION}` may have any usual name already: leave `also_called:` out")


def _list_neighbours(models: Mapping[str, Model], functions: Mapping[str, Function]) -> Iterator[_Names]:
    yield {name: (model.also_called, ("models", name)) for name, model in models.items()}
    for name, model in models.items():
        at: Path = ("models", name)
        columns = {
            column: (facts.also_called, (*at, "columns", column)) for column, facts in model.columns.items()
        }
        relationships = {each: ((), (*at, "relationships", each)) for each in model.relationships}
        yield {**columns, **relationships, **_list_functions(functions, name)}
    yield _list_functions(functions, "")
    for name, function in functions.items():
        yield {
            parameter.name: (parameter.also_called, ("functions", name, "parameters", i))
            for i, parameter in enumerate(function.takes)
        }


def _list_functions(functions: Mapping[str, Function], owner: str) -> _Names:
    found = {name.rpartition("."): function for name, function in functions.items()}
    return {
        own: (function.also_called, ("functions", f"{of}{dot}{own}"))
        for (of, dot, own), function in found.items()
        if of == owner
    }
