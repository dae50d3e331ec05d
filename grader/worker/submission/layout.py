"""How the files of a submission's folder belong together: which are imported, in which order, and where a name leads.

Not looked into: what a tool keeps in a folder of its own (a virtual environment, migrations, tests). Left out,
and told: a file that nothing imports and that adds nothing to the others, because it is the template or a copy
from earlier.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

from grader.worker.places import Places, find_other_kind
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

    @property
    def not_scripts(self) -> tuple[Path, ...]:
        return tuple(path for path in self.modules if not self.is_script(path))

    @cached_property
    def left_out(self) -> dict[Path, str]:
        """The files that are not imported, each with a sentence for a person."""
        found: dict[Path, str] = {}
        while True:
            kept = [path for path in self._counted if path not in found]
            reasons = ((path, self._why_superfluous(path, kept, found)) for path in kept)
            superfluous = next(((path, why) for path, why in reasons if why), None)
            if superfluous is None:
                return found
            path, why = superfluous
            found[path] = f"{self._shown(path)} is left out: {why}"

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
        yield from (f"{self._shown(path)} {kind}: it is not imported." for path, kind in self._others)
        tables: dict[str, list[str]] = {}
        for path in self.modules:
            for name, inside in self._facts[path].classes.items():
                if "__tablename__" in inside:
                    tables.setdefault(name, []).append(self._shown(path))
        for files in dict.fromkeys(tuple(files) for files in tables.values() if len(files) > 1):
            names = ", ".join(name for name, found in tables.items() if tuple(found) == files)
            yield f"{' and '.join(files)} define the same models ({names}): hand in the one that is meant alone."

    @property
    def _others(self) -> Iterator[tuple[Path, str]]:
        """Files beside those that are imported which may have been meant to be."""
        for folder in dict.fromkeys(path.parent for path in self._files):
            entries = islice(sorted(folder.iterdir()), _MAX_FILES)
            yield from (
                (path, kind) for path in entries if (kind := find_other_kind(path.name)) and path.is_file()
            )

    def _shown(self, path: Path) -> str:
        """As whoever handed it in knows it: a module that was a notebook by the notebook's name."""
        where = self._places.within(str(path), 1) if path.suffix == ".py" else None
        return where.file if where else path.relative_to(self._root.parent).as_posix()

    def is_script(self, path: Path) -> bool:
        """Whether a file is only there to be started, so that nothing is missing without it."""
        return path in self._scripts

    @cached_property
    def _scripts(self) -> frozenset[Path]:
        """A file that only scripts import is one, too."""
        found = {path for path in self._files if self._may_be_script(path)}
        while used := {path for path in found if self._is_imported(path, {*self._files} - found)}:
            found -= used
        return frozenset(found)

    def _may_be_script(self, path: Path) -> bool:
        facts = self._facts[path]
        if facts.classes or path.name == "__init__.py":
            return False
        is_started = facts.is_readable and facts.functions <= facts.used & facts.parameterless
        return is_started or path.stem.lower() in _SCRIPTS

    def imports_library(self, name: str) -> bool:
        """Whether any file imports what is called ``name`` and is none of the submission's."""
        facts = self._facts.values() if self._places.is_folder else (read_facts(self._root),)
        is_own = self._places.is_folder and self.find(name, None) is not None
        return not is_own and any(use.level == 0 and use.name == name for one in facts for use in one.uses)

    def names(self, path: Path) -> frozenset[str]:
        """What stands at the top level of a file."""
        return self._facts[path].names

    def offers_something(self, path: Path) -> bool:
        """Whether a file has something that an exercise may ask for: not an empty class alone, as ``Base`` is."""
        facts = self._facts[path]
        has_code = facts.functions or facts.stubs or facts.hollow or any(facts.classes.values())
        return bool(has_code) and not self.is_script(path)

    @cached_property
    def ambiguous(self) -> frozenset[str]:
        """Names that mean one file here and another one there, as ``models`` in each of several homeworks."""
        meant: dict[str, set[Path]] = {}
        for path in self._files:
            for use in self._facts[path].uses:
                found = None if use.level else self._start(use, path)
                meant.setdefault(use.name, set()).update([found] if found else [])
        return frozenset(name for name, paths in meant.items() if len(paths) > 1)

    def find(self, name: str, near: Path | None) -> Path | None:
        """The file or folder that a top-level ``name`` means in the file ``near``: beside it, above it, or at the top.
        The first that has what is imported from it. A folder that is no package, and that has not, is not what is meant:
        a library of its name would be."""
        found = [path for folder in self._folders(near) if (path := self._at(folder, name)) and path != near]
        parts = self._find_parts(name, near)
        fitting = (path for path in found if self._holds(path, parts) and (parts or not _is_namespace(path)))
        return next(fitting, None) or next((path for path in found if not _is_namespace(path)), None)

    def find_elsewhere(self, name: str, near: Path | None) -> Path | None:
        """As ``find``, for a name that nothing else has: of the whole, of something in any folder, or one that the
        folder had before it was handed in under another one. Only where all is there that is imported from it: a
        library that is not installed is not a file of its name."""
        parts = self._find_parts(name, near)
        if name == self._root.stem and self._is_root(parts, bool(self._find_uses(name, near))):
            return self._root
        folders = dict.fromkeys([*self._folders(near), *(path.parent for path in self._files)])
        found = (path for folder in folders if (path := self._at(folder, name)) and path != near)
        return next((path for path in found if self._holds(path, parts)), None) or self._renamed(near, parts)

    def _is_root(self, parts: frozenset[str], is_written: bool) -> bool:
        """Whether an import of its name means the whole. ``is_written``: as a statement, not made by a program."""
        return self._holds(self._root, parts) if parts else has_init(self._root) or not is_written

    def _renamed(self, near: Path | None, parts: frozenset[str]) -> Path | None:
        """A folder in which everything lies that the file ``near`` imports."""
        fitting = (folder for folder in self._folders(near) if all(self._at(folder, part) for part in parts))
        return next(fitting, None) if parts else None

    def _holds(self, path: Path, parts: frozenset[str]) -> bool:
        """Whether a file or folder has all of these names, as far as its text tells."""
        inside = {part for part in parts if self._at(path, part)} if path.is_dir() else frozenset[str]()
        facts = self._facts.get(_file(path), Facts(is_readable=path.is_dir()))
        return not facts.is_readable or facts.has_star or parts - inside <= facts.names | facts.imported

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
        return [*above, self._root]

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

    def _find_parts(self, name: str, near: Path | None) -> frozenset[str]:
        """What the file ``near`` imports from ``name``."""
        return frozenset(part for use in self._find_uses(name, near) for part in use.parts) - {"*"}

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

    def _why_superfluous(self, path: Path, kept: Collection[Path], left_out: Collection[Path]) -> str | None:
        """Why a file is left out, when others are already."""
        if self._adds_nothing(path, kept):
            who = "only a script beside it" if self._is_imported(path, kept) else "no other file"
            return (
                f"{who} imports it, and what it defines is finished in other files."
                " If it is the one that is meant, hand it in without the others."
            )
        imports = self._imports[path]
        if imports and imports.issubset(left_out) and self.is_script(path):
            return "all that this script imports is left out."
        importers = {other for other in self._files if path in self._imports[other]}
        if importers and importers.issubset(left_out) and not self._own(path) - self._defined(path, kept):
            return "only what is left out imports it."
        return None

    def _adds_nothing(self, path: Path, kept: Collection[Path]) -> bool:
        """Whether the other files make do without this one. An empty class, as ``Base`` is, is nothing to miss."""
        facts = self._facts[path]
        defined, own = self._defined(path, kept), self._own(path)
        shares_something = own or (facts.stubs | facts.hollow) & defined
        if not shares_something or own - defined or self._is_used(path, kept):
            return False
        if _OLD.search(path.relative_to(self._root).with_suffix("").as_posix()):
            return True
        others = {other: self._facts[other] for other in kept if other != path}
        if facts.stubs:
            written = {name for other in others.values() for name in other.functions}
            return facts.stubs <= written or (bool(written) and not facts.functions)
        return not facts.functions and any(
            _is_beginning_of(facts, other) or (_shares(facts, other) and self._is_used(at, kept))
            for at, other in others.items()
        )

    def _is_used(self, path: Path, kept: Iterable[Path]) -> bool:
        """Whether a file imports it, other than a script in a folder of their own, which may be a template's, too."""
        own_folder = path.parent if path.parent != self._root else None
        scripts = {other for other in self._scripts if other.parent == own_folder}
        return self._is_imported(path, {*kept} - scripts)

    def _own(self, path: Path) -> frozenset[str]:
        facts = self._facts[path]
        return facts.functions | {name for name, inside in facts.classes.items() if inside}

    def _defined(self, path: Path, kept: Iterable[Path]) -> frozenset[str]:
        """What the other files define."""
        others = (self._facts[other] for other in kept if other != path)
        return frozenset(
            name for other in others for name in (*other.functions, *other.classes, *other.assigned)
        )


def on_disk(base: Path) -> Path | None:
    """What an import finds for a path without suffix: a package, else a module, else a folder."""
    module = base.with_name(base.name + ".py")
    if module.is_file() and not has_init(base):
        return module
    return base if base.is_dir() else None


def _is_namespace(path: Path) -> bool:
    """A folder that any import may name, and that every package of that name goes before."""
    return path.is_dir() and not has_init(path)


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
    """Whether a file that still says TODO, or that has models, holds only a part of each of its classes."""
    parts = [(written, other.classes.get(name, frozenset())) for name, written in facts.classes.items()]
    is_part = all(written <= whole for written, whole in parts)
    has_models = any("__tablename__" in written for written, _ in parts)
    return (facts.has_todo or has_models) and is_part and any(written < whole for written, whole in parts)


def _shares(facts: Facts, other: Facts) -> bool:
    """Whether they have a class in common; not an empty one, as each has its ``Base``."""
    common = facts.classes.keys() & other.classes.keys()
    return any(facts.classes[name] or other.classes[name] for name in common)
