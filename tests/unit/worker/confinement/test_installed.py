"""What is installed is found wherever it lies, and a link or an entry of a path shows no more than that."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from grader.worker.confinement import installed
from tests.support.repository import ROOT


def put(path: Path, text: str = "x = 1\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def link(path: Path, target: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages, which alone is looked into."""
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site")])
    monkeypatch.setattr(installed, "_folders", lambda *_: [])
    return tmp_path / "site"


def test_packages_behind_links_are_found(site: Path, tmp_path: Path) -> None:
    """Of a package whose files are links into a cache, the package there is shown; of a linked folder or module, that."""
    cache = tmp_path / "cache"
    for file in ("a1/pack/__init__.py", "a1/pack/inner/more.py", "a2/space/pack/__init__.py"):
        put(cache / file)
        link(site / file.partition("/")[2], cache / file)
    put(cache / "whole/__init__.py")
    link(site / "whole", cache / "whole")
    put(cache / "one.py")
    link(site / "one.py", cache / "one.py")
    put(site / "plain/__init__.py")
    assert {str(cache / name) for name in ("a1/pack", "a2/space/pack", "whole", "one.py")} == set(
        installed.find_linked()
    )


@pytest.mark.parametrize("target", ["home/secret.py", "home/pack/other.py"])
def test_a_link_to_something_else_shows_one_file(site: Path, tmp_path: Path, target: str) -> None:
    """A link whose target lies in no package of that name shows the file, and nothing beside it."""
    put(tmp_path / target)
    link(site / "pack/secrets.py", tmp_path / target)
    assert [str(tmp_path / target)] == installed.find_linked()


@pytest.mark.parametrize(
    ("entry", "kept"),
    [
        (lambda tmp: tmp / "helpers", True),
        (lambda tmp: tmp / "course", False),
        (lambda tmp: tmp / "course/solutions", True),
        (lambda tmp: tmp / "gone", False),
        (lambda _: ROOT, False),
        (lambda _: ROOT.parent, False),
        (lambda _: Path(sys.prefix), False),
        (lambda _: Path("/tmp"), False),
        (lambda _: Path("/"), False),
        (lambda _: Path(), False),
    ],
)
def test_what_an_entry_of_the_path_may_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: Callable[[Path], Path], kept: bool
) -> None:
    """A folder of packages is kept; the grader's own source, a course, and a folder around either is not."""
    put(tmp_path / "helpers/courselib.py")
    put(tmp_path / "course/solutions/blog/reference.py")
    monkeypatch.setattr(sys, "path", [str(entry(tmp_path))])
    monkeypatch.setattr(sys, "meta_path", [])
    installed.keep_importable()
    assert kept == (sys.path != [])


@pytest.mark.parametrize(
    ("mapping", "kept"),
    [
        ({"courselib": "helpers/courselib"}, True),
        ({"tool": "helpers/tool"}, True),
        ({"grader": "helpers/courselib"}, False),
        ({"courselib": "course"}, False),
        ({"courselib": "gone"}, False),
    ],
)
def test_which_editable_installs_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mapping: dict[str, str], kept: bool
) -> None:
    """A finder of setuptools is kept where it leads to packages, but not to the grader or into a course."""
    put(tmp_path / "helpers/courselib/__init__.py")
    put(tmp_path / "helpers/tool.py")
    put(tmp_path / "course/exercises/blog/exercise.yaml")
    module = ModuleType("__editable___courselib_1_finder")
    module.MAPPING = {name: str(tmp_path / path) for name, path in mapping.items()}  # type: ignore[attr-defined]
    finder = type("_EditableFinder", (), {"__module__": module.__name__})
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "meta_path", [finder])
    installed.keep_importable()
    assert ([finder] if kept else []) == sys.meta_path
    assert all(Path(path).exists() for path in installed.find_editable())
    assert kept == (installed.find_editable() != [])
