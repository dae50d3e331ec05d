"""How the files of a submission's folder belong together: which are imported, in which order, and where a name leads.

Not looked into: what a tool keeps in a folder of its own (a virtual environment, migrations, tests). Left out,
and told: a file that nothing imports and that adds nothing to the others, because it is the template or a copy
from earlier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

from grader.worker.places import Places
from grader.worker.submission.facts import Facts, Use, read_facts

_NO_MODULES = {"setup.py", "conftest.py", "__main__.py", "manage.py"}
_NO_FOLDERS = {
    "__pycache__", "alembic", "env", "migrations", "node_modules", "site-packages", "test", "tests", "venv",
    "versions",
}  # fmt: skip
_SCRIPTS = {
    "cli", "console", "debug", "demo", "fake_data", "playground", "populate", "scratch", "seed", "seeds", "test",
    "tests",
}  # fmt: skip
_OLD = re.compile(r"(^|[\W_])(archive|backup|bak|copy|old|orig)($|[\W_])", re.IGNORECASE)
_MAX_FILES = 500
_MAX_DEPTH = 50


class Layout:
    def __init__(self, places: Places, counts: str = "") -> None:
        """``counts``: the file or folder of which the modules are, by its place in the whole; empty for all of it."""
        self._places = places
        self._root = places.root
        self._counts = counts

    @cached_property
    def modules(self) -> tuple[Path, ...]:
        """The files that are imported, in this order: whatever may be asked for, and the scripts at the end."""
        return tuple(sorted((p for p in self._counted if p not in self.left_out), key=self.is_script))

    @cached_property
    def left_out(self) -> dict[Path, str]:
        """The files that are not imported, each with a sentence for a person."""
        found: dict[Path, str] = {}
        while True:
            kept = [path for path in self._counted if path not in found]
            superfluous = next((path for path in kept if self._adds_nothing(path, kept)), None)
            if superfluous is None:
                return found
            found[superfluous] = (
                f"{self._shown(superfluous)} is left out: no other file imports it, and what it defines is finished in other files."
                " If it is the one that is meant, hand it in without the others."
            )

    def require_what_counts(self) -> None:
        """Raises ``ImportError`` with a sentence where it is not there, or in several places."""
        if self._counts and not self._what_counts:
            raise ImportError(f"there is no {self._counts} in {self._shown(self._root)}")
        if len(self._what_counts) > 1:
            files = ", ".join(map(self._shown, self._what_counts))
            raise ImportError(f"there are several {self._counts}: {files}")

    @cached_property
    def _counted(self) -> tuple[Path, ...]:
        """The files that count: all of them, or those that the exercise names."""
        if not self._counts:
            return self._files
        return next(iter(self._what_counts.values()), ())

    @cached_property
    def _what_counts(self) -> dict[Path, tuple[Path, ...]]:
        """What is called as the exercise says, with the files in it: where it lies highest."""
        found: dict[Path, tuple[Path, ...]] = {}
        for path in self._files:
            for place in (path, *path.parents):
                if self._is_called_so(place):
                    found[place] = (*found.get(place, ()), path)
        highest = min((len(place.parts) for place in found), default=0)
        return {place: files for place, files in found.items() if len(place.parts) == highest}

    def _is_called_so(self, place: Path) -> bool:
        inside = place == self._root or self._root in place.parents
        return (
            bool(self._counts)
            and inside
            and place.parts[-len(Path(self._counts).parts) :] == Path(self._counts).parts
        )

    @property
    def remarks(self) -> Iterator[str]:
        """What a person should know: what is left out, and which files may each be the one that is meant."""
        yield from self.left_out.values()
        tables: dict[str, list[str]] = {}
        for path in self.modules:
            for name, inside in self._facts[path].classes.items():
                if "__tablename__" in inside:
                    tables.setdefault(name, []).append(self._shown(path))
        for files in dict.fromkeys(tuple(files) for files in tables.values() if len(files) > 1):
            names = ", ".join(name for name, found in tables.items() if tuple(found) == files)
            yield f"{' and '.join(files)} define the same models ({names}): hand in the one that is meant alone."

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._root.parent).as_posix()

    def is_script(self, path: Path) -> bool:
        """Whether a file is only there to be started, so that nothing is missing without it."""
        facts = self._facts[path]
        if facts.classes or path.name == "__init__.py" or self._is_imported(path, self._files):
            return False
        is_started = facts.is_readable and facts.functions <= facts.used & facts.parameterless
        return is_started or path.stem.lower() in _SCRIPTS

    def defines(self, path: Path, name: str) -> bool:
        facts = self._facts[path]
        return name in facts.functions | facts.stubs | facts.assigned

    def find(self, name: str, near: Path | None) -> Path | None:
        """The file or folder that a top-level ``name`` means in the file ``near``: at the top, beside it, or above."""
        found = [path for folder in self._folders(near) if (path := self._at(folder, name)) and path != near]
        needs_folder = any(use.inner for use in self._find_uses(name, near))
        return next((path for path in found if path.is_dir() or not needs_folder), next(iter(found), None))

    def find_elsewhere(self, name: str, near: Path | None) -> Path | None:
        """As ``find``, for a name that nothing else has: of the whole, of something in any folder, or one that the
        folder had before it was handed in under another one."""
        if name == self._root.stem:
            return self._root
        folders = dict.fromkeys(path.parent for path in self._files)
        found = (self._at(folder, name) for folder in folders)
        return next(filter(None, found), None) or self._renamed(name, near)

    def _renamed(self, name: str, near: Path | None) -> Path | None:
        """A folder in which everything lies that the file ``near`` imports from ``name``."""
        uses = self._find_uses(name, near)
        parts = {part for use in uses for part in use.inner[:1] or use.names}
        fitting = (folder for folder in self._folders(near) if all(self._at(folder, part) for part in parts))
        return next(fitting, None) if parts else None

    def _at(self, folder: Path, name: str) -> Path | None:
        """What ``name`` means in a folder; what a tool keeps there is no namespace of the submission's."""
        found = on_disk(folder / name)
        is_a_tools = found is not None and found.is_dir() and name in _NO_FOLDERS and not has_init(found)
        return self._places.itself(found) if found and not is_a_tools else None

    def _folders(self, near: Path | None) -> list[Path]:
        """Where ``find`` looks."""
        if not self._places.is_folder:
            return []
        above = [] if near is None else [f for f in near.parents if self._root in f.parents]
        return [self._root, *above]

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        """Top-level files first, then those of each folder, by name; not the links to others of them."""
        found = tuple(islice(_files(self._root), _MAX_FILES)) if self._places.is_folder else ()
        return tuple(path for path in found if self._places.itself(path) not in {*found} - {path})

    @cached_property
    def _facts(self) -> dict[Path, Facts]:
        return {path: read_facts(path) if self._places.holds(path) else Facts() for path in self._files}

    @cached_property
    def _imports(self) -> dict[Path, set[Path]]:
        return {path: set(self._imported_by(path)) - {path} for path in self._files}

    def _is_imported(self, path: Path, files: Iterable[Path]) -> bool:
        return any(path in self._imports[other] for other in files)

    def _find_uses(self, name: str, near: Path | None) -> list[Use]:
        facts = self._facts.get(near, Facts()) if near else Facts()
        return [use for use in facts.uses if use.level == 0 and use.name == name]

    def _imported_by(self, path: Path) -> Iterator[Path]:
        """Every file that the file at ``path`` names in an import."""
        for use in self._facts[path].uses:
            found = self._start(use, path)
            for part in use.inner:
                if found is not None:
                    yield _file(found)
                    found = self._at(found, part)
            if found is not None:
                yield _file(found)
                yield from (_file(inner) for part in use.names if (inner := self._at(found, part)))

    def _start(self, use: Use, path: Path) -> Path | None:
        if not use.level:
            return self.find(use.name, path) or self.find_elsewhere(use.name, path)
        folder = path.parents[min(use.level, len(path.parents)) - 1]
        return self._at(folder, use.name) if use.name else folder

    def _adds_nothing(self, path: Path, kept: Iterable[Path]) -> bool:
        """Whether the other files make do without this one. An empty class, as ``Base`` is, is nothing to miss."""
        facts = self._facts[path]
        others = {other: self._facts[other] for other in kept if other != path}
        written = {name for other in others.values() for name in other.functions}
        defined = written | {name for other in others.values() for name in (*other.classes, *other.assigned)}
        own = facts.functions | {name for name, inside in facts.classes.items() if inside}
        shares_something = own or (facts.stubs | facts.hollow) & defined
        if not shares_something or own - defined or self._is_imported(path, kept):
            return False
        if _OLD.search(path.relative_to(self._root).with_suffix("").as_posix()):
            return True
        if facts.stubs:
            return facts.stubs <= written or (bool(written) and not facts.functions)
        return not facts.functions and any(
            _is_beginning_of(facts, other) or (_shares(facts, other) and self._is_imported(at, kept))
            for at, other in others.items()
        )


def on_disk(base: Path) -> Path | None:
    """What an import finds for a path without suffix: a package, else a module, else a folder."""
    module = base.with_name(base.name + ".py")
    if module.is_file() and not has_init(base):
        return module
    return base if base.is_dir() else None


def has_init(folder: Path) -> bool:
    """A link out of the submission counts: it leads nowhere, and is told."""
    init = folder / "__init__.py"
    return init.is_file() or init.is_symlink()


def _files(folder: Path, depth: int = 0) -> Iterator[Path]:
    entries = [path for path in sorted(folder.iterdir()) if on_disk(path.with_suffix("")) == path]
    yield from (path for path in entries if _is_module(path))
    for path in entries:
        if _is_own_folder(path) and depth < _MAX_DEPTH:
            yield from _files(path, depth + 1)


def _is_module(path: Path) -> bool:
    """No import can name what has a dot in its name."""
    name = path.name
    is_test = name.startswith("test_") or name.endswith("_test.py")
    return (
        path.suffix == ".py"
        and "." not in path.stem
        and not is_test
        and name not in _NO_MODULES
        and path.is_file()
    )


def _is_own_folder(path: Path) -> bool:
    """Not a tool's, and not a link, which could lead round in a circle."""
    is_folder = path.is_dir() and not path.is_symlink()
    return (
        is_folder
        and path.name not in _NO_FOLDERS
        and "." not in path.name
        and not (path / "pyvenv.cfg").exists()
    )


def _file(path: Path) -> Path:
    return path / "__init__.py" if path.is_dir() else path


def _is_beginning_of(facts: Facts, other: Facts) -> bool:
    """Whether a file that still says TODO holds only a part of each of its classes."""
    parts = [(written, other.classes.get(name, frozenset())) for name, written in facts.classes.items()]
    is_part = all(written <= whole for written, whole in parts)
    return facts.has_todo and is_part and any(written < whole for written, whole in parts)


def _shares(facts: Facts, other: Facts) -> bool:
    return not other.classes.keys().isdisjoint(facts.classes)
