"""The instructor's file that a submission can import as ``support``: it comes as text, and hides one of that name."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType

NAME = "support"


def provide(source: str) -> None:
    """From now on ``import support`` gives the module of that source."""
    sys.meta_path.insert(0, _Finder(source))


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, source: str) -> None:
        self._source = source

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,  # noqa: ARG002  as the import system calls it
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.machinery.ModuleSpec(NAME, _Loader(self._source)) if name == NAME else None


class _Loader(importlib.abc.Loader):
    def __init__(self, source: str) -> None:
        self._source = source

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._source, f"{NAME}.py", "exec", dont_inherit=True), module.__dict__)  # noqa: S102
