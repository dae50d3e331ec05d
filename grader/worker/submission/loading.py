"""Imports a submission: one file as the module ``submission``, a folder as the package of that name.

Between the files of a folder, ``from .models import Base``, ``from models import Base`` and
``from <folder>.models import Base`` mean the same module object, also in circles. A plain name may stand at the
top, beside the importing file, above it, or anywhere else (``layout`` finds it).
What is imported already (``json``, ``sqlalchemy``) wins over a file of that name.
Nothing outside of the submission becomes importable, links that lead out of it included.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import sys
import tokenize
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from grader.worker.exceptions import clean, describe_exception
from grader.worker.places import PACKAGE, Places
from grader.worker.protocol import ImportReport, Raised, Where
from grader.worker.submission import models, support
from grader.worker.submission.failures import Failures
from grader.worker.submission.imports import list_imports
from grader.worker.submission.layout import Layout, has_init, on_disk

_MAX_LINKS = 500
_MAX_REASON = 200


class Submission:
    def __init__(self, places: Places, scratch: str | None = None, counts: str = "") -> None:
        """``scratch``: where it can write, when that is not in its own folder. ``counts``: the file or folder in it that
        is imported; empty for all of it."""
        self.places = places
        self._layout = Layout(places, counts)
        self._scratch = scratch
        self._failures = Failures()
        self.failed: dict[Path, Raised] = {}
        """The files that could not be imported, in the order in which that was tried."""
        self.notes: list[str] = []
        """What was not imported, and why."""
        self.support = ""
        """The source of the instructor's file."""

    def find_what_counts(self) -> None:
        """Raises ``ImportError`` where what counts of it is not there."""
        if self.places.is_folder:
            with contextlib.suppress(OSError):  # a folder that cannot be read: its import says so
                self._layout.require_what_counts()

    def load(self) -> None:
        """Import all of it. Raises what it raises where nothing is left to be asked for; else what cannot be imported is
        a note."""
        if not self.places.holds(self.places.root):
            raise ImportError(f"{self.places.root.name} is a link")
        sys.meta_path.insert(0, _Finder(self.places, self._layout.find, self._failures))
        sys.meta_path.append(_Finder(self.places, self._layout.find_elsewhere, self._failures))
        if self.support:
            support.provide(self.support)
        _tell_apart(self._layout.ambiguous)
        sys.argv = [PACKAGE]
        self.notes += map(clean, self._layout.remarks)
        importlib.import_module(PACKAGE)
        try:
            self._import_files()
        finally:
            self._failures.forget()
        models.leave_out(self.places.module_name(path, PACKAGE) for path in self.failed)
        self.notes += map(self._why_failed, self.failed)

    def _import_files(self) -> None:
        errors = {path: error for path in self._layout.modules if (error := self._try(path))}
        missed = [path for path in self._layout.not_scripts or self._layout.modules if path in errors]
        if missed and not any(self._layout.offers_something(path) for path in self._imported):
            raise errors[missed[0]]

    def _try(self, path: Path) -> BaseException | None:
        try:
            importlib.import_module(self.places.module_name(path, PACKAGE))
        except MemoryError:
            raise
        except BaseException as error:
            self.failed[path] = describe_exception(error, self.places)
            return error
        return None

    @property
    def _imported(self) -> list[Path]:
        return [path for path in self._layout.modules if path not in self.failed]

    def _why_failed(self, path: Path) -> str:
        raised, file = self.failed[path], self.file(path)
        where = raised.frames[-1].where if raised.frames else Where(file, 1)
        place = f"line {where.line}" if where.file == file else f"{where.file}, line {where.line}"
        message = raised.message.partition("\n")[0][:_MAX_REASON]
        what = f"{raised.type}: {message}" if message else raised.type
        return clean(f"{file} cannot be imported, and is left out: {place}, {what}")

    def file(self, path: Path) -> str:
        """A file of it as whoever handed it in knows it."""
        where = self.places.within(str(path), 1)
        return where.file if where else path.name

    def names(self, path: Path) -> frozenset[str]:
        """What stands at the top level of a file, imported or not."""
        return self._layout.names(path)

    def list_imports(self) -> tuple[ImportReport, ...] | None:
        """What the files that are to be imported import, those of the submission itself left out; None where there is too much."""
        try:
            files = self._layout.modules if self.places.is_folder else (self.places.root,)
            return list_imports(files, self.places, self._is_own)
        except OSError:  # a folder that cannot be read: its import says so
            return None

    def _is_own(self, name: str, near: Path) -> bool:
        return name == support.NAME or self._layout.find(name, near) is not None

    def why_without(self, name: str) -> str | None:
        """Why ``name`` is not there, when it stands in a file that could not be imported."""
        return next((self._why_failed(path) for path in self.failed if name in self.names(path)), None)

    def imports_library(self, name: str) -> bool:
        """Whether any of its files imports the library of that name."""
        with contextlib.suppress(OSError):  # a folder that cannot be read: its import says so
            return self._layout.imports_library(name)
        return False

    def is_of_a_script(self, module: ModuleType) -> bool:
        """Whether a module is there to be started only."""
        file = getattr(module, "__file__", None)
        path = Path(file) if type(file) is str else None
        return path in self._layout.modules and self._layout.is_script(path)

    def stand_among_its_files(self) -> None:
        """For a folder, before it is loaded. Relative paths lead to them; where the folder cannot be written to, new files land beside links."""
        if not self.places.is_folder:
            return
        with contextlib.suppress(OSError):  # a folder that cannot be read: its import says so
            if self._scratch is None:
                os.chdir(self.places.root)
                return
            os.chdir(self._scratch)
            for path in sorted(self.places.root.iterdir())[:_MAX_LINKS]:
                if not os.path.lexists(path.name):
                    Path(path.name).symlink_to(path)

    @property
    def modules(self) -> list[ModuleType]:
        """Its modules, in the order in which their imports began."""
        loaded = [m for name, m in sys.modules.items() if name == PACKAGE or name.startswith(PACKAGE + ".")]
        return [module for module in dict.fromkeys(loaded) if type(module) is ModuleType]


def _tell_apart(names: Collection[str]) -> None:
    """From now on each import of these names is looked for from its own file: Python would keep the first one's."""
    if not names:
        return
    original = builtins.__import__

    def import_(name: str, *rest: Any, **named: Any) -> ModuleType:
        first = name.partition(".")[0]
        if first in names:
            _forget_alias(first)
        return original(name, *rest, **named)

    builtins.__import__ = import_


def _forget_alias(first: str) -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == first and getattr(module, "__name__", "").startswith(f"{PACKAGE}."):
            del sys.modules[name]


class _Finder(importlib.abc.MetaPathFinder):
    """Two stand in line: one before the libraries, one behind them, which ``find`` differs."""

    def __init__(
        self, places: Places, find: Callable[[str, Path | None], Path | None], failures: Failures
    ) -> None:
        self._places = places
        self._find = find
        self._failures = failures

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,  # noqa: ARG002  as the import system calls it
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        if name == PACKAGE or name.startswith(PACKAGE + "."):
            return self._own(name)
        canonical = self._canonical(name)
        if canonical is None:
            return None
        return importlib.machinery.ModuleSpec(name, _Alias(canonical))

    def _canonical(self, name: str) -> str | None:
        """The name in the package ``submission`` of what a file of it calls ``name``."""
        package, _, last = name.rpartition(".")
        if not package:
            found = self._find(name, self._places.innermost_file(sys._getframe()))
            return self._places.module_name(found, PACKAGE) if found else None
        parent = getattr(sys.modules.get(package), "__name__", None)
        if type(parent) is not str or parent.partition(".")[0] != PACKAGE:
            return None
        inner = f"{parent}.{last}"
        return inner if self._locate(inner) else None

    def _own(self, name: str) -> importlib.machinery.ModuleSpec | None:
        location = self._locate(name)
        if location is None:
            raise self._not_there(name)
        canonical = self._places.module_name(location, PACKAGE)
        if canonical != name:  # a link to another file of the submission
            return importlib.machinery.ModuleSpec(name, _Alias(canonical))
        if location.is_dir() and has_init(location):
            init = str(location / "__init__.py")
            return importlib.util.spec_from_file_location(
                name,
                init,
                loader=_Source(name, init, self._places, self._failures),
                submodule_search_locations=[str(location)],
            )
        if location.is_dir():
            spec = importlib.machinery.ModuleSpec(name, _NoSource(), is_package=True)
            spec.submodule_search_locations = [str(location)]
            return spec
        return importlib.util.spec_from_loader(
            name, _Source(name, str(location), self._places, self._failures)
        )

    def _not_there(self, name: str) -> ModuleNotFoundError:
        """What Python would say, and which file it is that was not handed in."""
        inner = name.split(".")[1:]
        root = self._places.root
        own, file = ".".join((root.stem, *inner)), "/".join((root.name, *inner))
        return ModuleNotFoundError(f"No module named '{own}': there is no {file}.py", name=name)

    def _locate(self, name: str) -> Path | None:
        """The folder or file of a name in the package ``submission``."""
        _, *inner = name.split(".")
        if not inner:
            return self._places.root
        found = on_disk(self._places.root.joinpath(*inner))
        return self._places.itself(found) if found else None


class _Source(importlib.machinery.SourceFileLoader):
    """Compiles the source each time: a stale or forged ``.pyc`` beside it is never read."""

    def __init__(self, name: str, path: str, places: Places, failures: Failures) -> None:
        super().__init__(name, path)
        self._places = places
        self._failures = failures

    def exec_module(self, module: ModuleType) -> None:
        with self._failures.once(Path(self.path)):
            super().exec_module(module)

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        if not self._places.holds(Path(path)):
            raise ImportError(f"{Path(path).name} leads out of the submission")
        source = _decode(self.get_data(path), path)
        self._places.remember(path, source)
        return compile(source, path, "exec", dont_inherit=True)


class _NoSource(importlib.abc.Loader):
    """A folder without ``__init__.py``."""

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:  # noqa: ARG002
        return None

    def exec_module(self, module: ModuleType) -> None:
        pass


class _Alias(importlib.abc.Loader):
    """Gives the one module object of a file, whatever name it is imported by."""

    def __init__(self, canonical: str) -> None:
        self._canonical = canonical

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:  # noqa: ARG002
        module = importlib.import_module(self._canonical)
        self._own_spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._own_spec


def _decode(data: bytes, path: str) -> str:
    """The source text. Raises ``SyntaxError`` with a line for what Python cannot read either."""
    if b"\0" in data:
        raise _unreadable("the file holds a NUL byte", data, data.index(b"\0"), path)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return io.IncrementalNewlineDecoder(None, translate=True).decode(data.decode(encoding), final=True)
    except UnicodeDecodeError as error:
        position = error.start
        raise _unreadable(f"the file is not {error.encoding}: {error.reason}", data, position, path) from None
    except SyntaxError as error:
        raise _unreadable(str(error.msg), data, 0, path) from None


def _unreadable(message: str, data: bytes, position: int, path: str) -> SyntaxError:
    line = data.count(b"\n", 0, position) + 1
    return SyntaxError(message, (path, line, None, None))
