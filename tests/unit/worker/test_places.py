"""Which line of a submission is told, of its modules and of what was a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.worker.places import Places
from grader.worker.protocol import Where

NOTEBOOK = "# The code cells of hw.ipynb\n# hw.ipynb, cell 2\nx = 1\ny = 2\n# hw.ipynb, cell 4\nz = 3\n"


@pytest.mark.parametrize("is_loaded", [True, False])
def test_a_notebooks_lines_are_its_cells(is_loaded: bool, tmp_path: Path) -> None:
    """A line of a notebook's module is told as a line of the cell, before it is loaded and afterwards."""
    path = tmp_path / "ada/sub/hw.py"
    path.parent.mkdir(parents=True)
    path.write_text(NOTEBOOK)
    places = Places(tmp_path / "ada")
    if is_loaded:
        places.remember(str(path), NOTEBOOK)
    found = [places.within(str(path), line) for line in (None, 3, 4, 6)]
    assert [
        Where("ada/sub/hw.ipynb", 1),
        Where("ada/sub/hw.ipynb, cell 2", 1),
        Where("ada/sub/hw.ipynb, cell 2", 2),
        Where("ada/sub/hw.ipynb, cell 4", 1),
    ] == found


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\n",
        "# The code cells of ../../other.ipynb\n",
        "# The code cells of a\\b.ipynb\n",
        "# The code cells of /etc/x.ipynb\n",
        "# The code cells of \0.ipynb\n",
        "# The code cells of .ipynb\n",
        "",
    ],
)
def test_other_modules_have_lines_of_their_own(text: str, tmp_path: Path) -> None:
    """Whatever a module of a student's own begins with, its lines are told, under its own name."""
    path = tmp_path / "ada.py"
    path.write_text(text)
    assert Where("ada.py", 7) == Places(path).within(str(path), 7)


@pytest.mark.parametrize("name", ["gone.py", "\0.py", "folder", "x" * 5000])
def test_files_that_are_not_there(name: str, tmp_path: Path) -> None:
    """An error may name any file: what no file can be named is told as it is, or not at all."""
    (tmp_path / "ada/folder").mkdir(parents=True)
    found = Places(tmp_path / "ada").within(f"{tmp_path}/ada/{name}", 3)
    assert found is None or 3 == found.line
