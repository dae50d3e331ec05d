"""Where exercises live, and how one is read: ``exercises/<slug>/exercise.yaml`` and, where it is there,
``solutions/<slug>/hidden.yaml``."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from grader.errors import AuthorError
from grader.language import before, faults, validation
from grader.language.documents import Documents, HiddenFile
from grader.language.exercise import Exercise
from grader.language.inheritance import inherit
from grader.language.validation import proof
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Document, Fault, parse
from grader.language.yaml_positions import Path as YamlPath

_MOST_BYTES = 2**18
"""The longest file of an exercise has some thousand; PyYAML takes seconds for as many as these."""


def read(folder: Path, solutions: Path | None, documents: Documents[Any]) -> Exercise:
    """The exercise in ``folder``, whose files are as ``documents`` declares them. Raises ``AuthorError`` with every fault of both files."""
    public = _File.load(folder / "exercise.yaml", documents.exercise)
    hidden_path = solutions / "hidden.yaml" if solutions else None
    hidden = _File.load(hidden_path, documents.hidden) if hidden_path and hidden_path.is_file() else None
    _check(public, hidden, documents)
    _refuse_faults(folder, [file for file in (public, hidden) if file])
    return _exercise(folder, solutions, public.content, hidden.content if hidden else HiddenFile())


def require_proof(exercise: Exercise, documents: Documents[Any]) -> None:
    """Raises ``AuthorError`` with every check that cannot tell right from wrong (``proof``)."""
    paths = [exercise.folder / "exercise.yaml", (exercise.solutions or exercise.folder) / "hidden.yaml"]
    roots: tuple[type[BaseModel], ...] = (documents.exercise, documents.hidden)
    files = [_File.load(path, root) for path, root in zip(paths, roots, strict=True) if path.is_file()]
    for file in files:
        for check, place in zip(file.content.checks, file.places, strict=True):
            for path, message in proof.faults(check, exercise):
                file.report(("checks", place, *path), message)
    _refuse_faults(exercise.folder, files)


def _refuse_faults(folder: Path, files: Sequence[_File]) -> None:
    found = sorted({fault for file in files for fault in file.lines()})
    if found:
        lines = [f"{file}:{line}:{column}: {message}" for file, line, column, message in found]
        count = f"{len(found)} fault{'s' if len(found) > 1 else ''}"
        raise AuthorError(f"the exercise `{folder.name}` has {count}:\n" + "\n".join(lines))


def _exercise(folder: Path, solutions: Path | None, public: Any, hidden: Any) -> Exercise:
    return Exercise(
        slug=folder.name,
        title=public.title,
        lesson=public.lesson,
        limits=public.limits,
        models=inherit(public.models),
        functions=public.functions,
        data={**public.data, **hidden.data},
        checks=(*public.checks, *hidden.checks),
        hidden=frozenset(check.id for check in hidden.checks),
        folder=folder,
        solutions=solutions,
        counts=public.module or public.folder or "",
        environment=public.environment,
        packages=public.packages,
        support=_read_support(folder / "support.py"),
        before=before.parse(public.before),
    )


def _read_support(path: Path) -> str:
    """The instructor's file that submissions can import; empty where there is none. Raises ``AuthorError``."""
    source = read_text(path) if path.is_file() else ""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise AuthorError(f"{path}: this is not Python: {error}") from None
    return source


@dataclass
class _File:
    """One file, as far as it can be read: what is faulty is left out of ``content`` and told in ``faults``."""

    path: Path
    document: Document
    content: Any
    places: list[int]  # where in the document each check of ``content`` stands
    faults: list[Fault]

    @classmethod
    def load(cls, path: Path, root: type[BaseModel]) -> _File:
        document = parse(read_text(path))
        found = list(document.faults)
        value = document.value
        content: Any = None
        places: list[int] = []
        if not (found and value is None):
            content, places, more = _validated(value, document, root)
            found += more
        return cls(path, document, content, places, found)

    def report(self, path: YamlPath, message: str) -> None:
        fault = Fault(path, message, self.document.position(path))
        if fault not in self.faults:
            self.faults.append(fault)

    def lines(self) -> Iterator[tuple[str, int, int, str]]:
        for fault in self.faults:
            position = fault.position or self.document.position(fault.path)
            yield str(self.path), position.line, position.column, fault.message

    def raw(self, key: str) -> Any:
        value = self.document.value
        return value.get(key) if isinstance(value, dict) else None

    @property
    def ids(self) -> list[str]:
        """The ids of all checks, also of faulty ones."""
        checks = self.raw("checks")
        return [str(c.get("id")) for c in checks if isinstance(c, dict)] if isinstance(checks, list) else []


def read_text(path: Path) -> str:
    """The text of a file of an exercise. Raises ``AuthorError`` with line and column for what is not UTF-8."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            line = content.count(b"\n") + 1
            column = len(content) - content.rfind(b"\n") - 1
            raise AuthorError(
                f"{path}:{line}:{column}: the file goes on after {_MOST_BYTES} bytes; shorten it"
            )
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise AuthorError(
            f"{path}:{line}:{column}: this is no UTF-8 text (byte 0x{content[error.start]:02x}); save it as UTF-8"
        ) from None
    except OSError as error:
        raise AuthorError(f"{path}: cannot be read: {error.strerror}") from None


def _validated(value: Any, document: Document, root: type[BaseModel]) -> tuple[Any, list[int], list[Fault]]:
    """``value`` as a ``root``; what is faulty is cut out until the rest can be read, so that one pass over
    the meaning tells its faults too."""
    found: list[Fault] = []
    places = (
        list(range(len(value["checks"])))
        if isinstance(value, dict) and isinstance(value.get("checks"), list)
        else []
    )
    for _ in range(200):
        try:
            return root.model_validate(value), places, found
        except ValidationError as error:
            if not found:
                found = faults.from_validation(error, document, root)
            value, places = _without(value, [detail["loc"] for detail in error.errors()], places)
            if value is None:
                break
    return None, [], found


def _without(value: Any, locations: list[tuple[int | str, ...]], places: list[int]) -> tuple[Any, list[int]]:
    """``value`` less the entries in which ``locations`` lie; None when nothing sensible is left."""
    entries = {location[:2] for location in locations}
    if not isinstance(value, dict) or any(
        len(entry) < 2 and entry[0] in ("models", "checks") for entry in entries
    ):
        return None, []
    result = dict(value)
    for section in {entry[0] for entry in entries}:
        keys = {entry[1] for entry in entries if entry[0] == section and len(entry) == 2}
        if section in ("models", "functions", "data") and isinstance(value.get(section), dict) and keys:
            result[section] = {k: v for k, v in value[section].items() if k not in keys}
        elif section == "checks" and isinstance(value.get(section), list):
            result[section] = [item for i, item in enumerate(value[section]) if i not in keys]
            places = [place for i, place in enumerate(places) if i not in keys]
        else:
            result.pop(section, None)
            if section == "title":
                result["title"] = "?"
    return result, places


def _check(public: _File, hidden: _File | None, documents: Documents[Any]) -> None:
    """The meaning of both files, as far as they could be read."""
    if public.content is None:
        return
    files = [file for file in (public, hidden) if file and file.content is not None]
    left_out = _names_left_out(files)
    report = _unless_faulty(public, left_out)
    models, functions = inherit(public.content.models), public.content.functions
    validation.check_environment(public.content.environment, report)
    if public.content.module and public.content.folder:
        report(("folder",), "`module:` names the file that counts already: keep one of the two")
    made = validation.check_before(public.content.before, report)
    validation.check_models(public.content.models, made, report)
    validation.check_functions(functions, models, report)
    validation.check_also_called(models, functions, report)
    ids = [i for file in files for i in file.ids]
    data: dict[str, Any] = {}
    earlier: set[str] = set()
    for file in files:
        report = _unless_faulty(file, left_out)
        for name in data.keys() & file.content.data.keys():
            report(("data", name), f"`{name}` is in the `data:` of {public.path.name} already")
        data = {**data, **file.content.data}
        names = validation.Names(models, functions, data, ids)  # hidden data is for hidden checks only
        validation.check_data(file.content.data, names, report)
        in_python = _functions_of_checks(file.path)
        for check, place in zip(file.content.checks, file.places, strict=True):
            scope = Scope(names, file is hidden, report, in_python)
            documents.find_kind(check).check_meaning(check, scope, ("checks", place))
        earlier |= set(file.ids) - {check.id for check in file.content.checks}
        validation.check_requirements(file.content.checks, file.places, earlier, names, report)


def _functions_of_checks(file: Path) -> frozenset[str] | None:
    """The functions of ``checks.py`` beside ``file``, read as text; None when there is no such file."""
    path = file.parent / "checks.py"
    if not path.is_file():
        return None
    try:
        module = ast.parse(path.read_bytes(), str(path))
    except (SyntaxError, ValueError) as error:
        raise AuthorError(f"{path}: this is not Python: {error}") from None
    return frozenset(node.name for node in module.body if isinstance(node, ast.FunctionDef))


def _names_left_out(files: list[_File]) -> tuple[str, ...]:
    """Names of models, functions and data whose own definition is faulty."""
    sections = ("models", "functions", "data")
    return tuple(
        str(name)
        for file in files
        for section in sections
        if isinstance(file.raw(section), dict)
        for name in file.raw(section)
        if name not in getattr(file.content, section, {})
    )


def _unless_faulty(file: _File, left_out: tuple[str, ...]) -> Callable[[YamlPath, str], None]:
    """A report that is silent about names whose definition has been told to be faulty already."""

    def report(path: YamlPath, message: str) -> None:
        if not any(f"`{name}`" in message or f"`{name}." in message for name in left_out):
            file.report(path, message)

    return report
