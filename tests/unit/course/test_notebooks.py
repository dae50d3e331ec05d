"""Notebooks as modules: which lines are Python, where a line of the module stands in the notebook, and what is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.course.intake import Intake
from grader.course.notebooks import NotReadableError, read_notebook
from grader.course.staging import Staging
from grader.course.submissions import Submission, gather
from grader.worker.cells import read_cells
from tests.support.archives import zip_bytes, zipped


def cell(*lines: str, kind: str = "code") -> dict[str, Any]:
    return {"cell_type": kind, "source": [f"{line}\n" for line in lines[:-1]] + [lines[-1]]}


def notebook(*cells: Any, **more: Any) -> str:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more})


def module(*cells: Any, **more: Any) -> list[str]:
    return read_notebook("hw.ipynb", notebook(*cells, **more).encode()).module.splitlines()


def test_code_cells_in_their_order() -> None:
    """The code of all cells follows each other, whatever else is between them."""
    lines = module(
        cell("# Title", kind="markdown"),
        cell("x = 1", "y = 2"),
        cell("", " "),
        cell("raw", kind="raw"),
        cell("z = 3"),
    )
    assert [
        "# The code cells of hw.ipynb", "# hw.ipynb, cell 2", "x = 1", "y = 2", "# hw.ipynb, cell 5", "z = 3",
    ] == lines  # fmt: skip


PLAIN = [
    "x = 5 % 3",
    "x %= 3",
    'text = """\n%s\n!not a command\nhelp?\n"""',
    "x = (7\n% 4)",
    "rows = [\n    # what?\n    1,\n]",
    "ok = x != 3",
    "text = 'is it?'",
    "# is it?",
    "text = f'''{x\n!r}'''",
    "s = 'it\\'s' ; y = {1:\n2}",
    "total = 7 \\\n% 4",
    "pip = 1\npip.install = 2",
    "'''\n%%bash\n'''",
    ")\nx = 1",
    "(" * 3000 + "\nx" * 3000,
    "'" * 3001,
]


@pytest.mark.parametrize("text", PLAIN)
def test_python_stays_as_it_is(text: str) -> None:
    """No line of Python is taken for one that only Jupyter runs, wherever a `%`, `!` or `?` stands in it."""
    found = read_notebook("hw.ipynb", notebook(cell(text)).encode())
    assert (text, ()) == (found.cells[0].text, found.cells[0].left_out)


MAGICS = {
    "%matplotlib inline\nx = 1": "#\nx = 1",
    "!pip install sqlalchemy\nx = 1": "#\nx = 1",
    "pip install sqlalchemy\nx = 1": "#\nx = 1",
    "!pip install \\\n  sqlalchemy\nx = 1": "#\n#\nx = 1",
    "x = 1\nfiles = !ls\n": "x = 1\n#",
    "a, b = %sql select 1": "#",
    "User?": "#",
    "session.scalars??\nx = 1": "#\nx = 1",
    "?User": "#",
    "if True:\n    !ls\nx = 1": "if True:\n    pass\nx = 1",
    "def f():\n\t%time g()": "def f():\n\tpass",
    "%%time\nx = f()": "#\nx = f()",
    "%%capture out\n%load_ext sql\nx = 1": "#\n#\nx = 1",
    "%%bash\nls\necho 'x": "#\n#\n#",
    "\n%%sql\nselect 1": "#\n#\n#",
    "!echo it's\nx = 'yes'": "#\nx = 'yes'",
    "from __future__ import annotations\n%time\n": "from __future__ import annotations\n#",
}


@pytest.mark.parametrize("text", MAGICS)
def test_what_only_jupyter_runs_is_left_out(text: str) -> None:
    """Magics, lines for the shell and questions are left out and told; every other line keeps its number."""
    found = read_notebook("hw.ipynb", notebook(cell("x = 0"), cell(text)).encode())
    assert MAGICS[text] == found.cells[1].text
    (told,) = list(found.notes)[1:]
    first = next(line for line in text.splitlines() if line not in ("", "x = 1", "if True:", "def f():"))
    assert f"cell 2, line {text.splitlines().index(first) + 1} (`" in told or "cell 2, line 2 (`" in told


def test_notes_stay_short() -> None:
    """However many lines are left out, a note names a few and the number of the others; no text in it is obeyed."""
    found = read_notebook("hw.ipynb", notebook(*[cell(f"!x{number}\x1b[2J") for number in range(9)]).encode())
    first, second = found.notes
    assert "`hw.ipynb` is a notebook, which is graded as one module: 9 code cells in their order." == first
    assert second.endswith("and 4 more.")
    assert second.isprintable()


def test_a_line_leads_to_its_cell() -> None:
    """A line of the module is told as the cell that it stands in, and the line there; above all cells as the notebook."""
    text = read_notebook(
        "hw 1.ipynb", notebook(cell("a", kind="markdown"), cell("x", "y"), cell("z")).encode()
    ).module
    cells = read_cells(text)
    assert cells is not None
    at = {line: cells.place(number) for number, line in enumerate(text.splitlines(), 1)}
    assert ("hw 1.ipynb", 1) == at["# The code cells of hw 1.ipynb"]
    assert ("hw 1.ipynb, cell 2", 1) == at["x"]
    assert ("hw 1.ipynb, cell 2", 2) == at["y"]
    assert ("hw 1.ipynb, cell 3", 1) == at["z"]


@pytest.mark.parametrize(
    "text", ["", "x = 1\n", "# The code cells of nothing\n", "x\n# The code cells of a.ipynb\n"]
)
def test_other_modules_have_no_cells(text: str) -> None:
    """A module that was no notebook has lines of its own."""
    assert read_cells(text) is None


def test_comments_are_no_cells() -> None:
    """A comment that reads like a cell's name does not begin one, unless it says the notebook's name."""
    cells = read_cells(
        read_notebook("hw.ipynb", notebook(cell("# Cell 7", "# a.ipynb, cell 8", "x")).encode()).module
    )
    assert cells is not None
    assert ("hw.ipynb, cell 1", 3) == cells.place(5)


@pytest.mark.parametrize(
    "document",
    [
        {"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}], "nbformat": 3},
        {"cells": [{"cell_type": "code", "source": "x = 1\r\n"}], "metadata": {"kernelspec": {"language": "Python"}}},
        {"cells": [3, None, {"cell_type": "code", "source": ["x = 1"]}], "metadata": []},
        {"cells": [cell("x = 1")], "metadata": {"language_info": {"name": "ipython"}}},
    ],
)  # fmt: skip
def test_notebooks_of_other_versions(document: dict[str, Any]) -> None:
    """Older notebooks, and those that other programs wrote, are read as far as they hold code."""
    assert "x = 1" in read_notebook("hw.ipynb", json.dumps(document).encode()).module.splitlines()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not a notebook that can be read: it is not JSON"),
        (b"x = 1\n", "it is not JSON"),
        (b"\xff\xfe\x00", "it is not JSON"),
        (b"[" * 200_000, "it is not JSON"),
        (b"[]", "it has no cells"),
        (b'{"cells": 3}', "it has no cells"),
        (b'{"cells": []}', "is a notebook without code"),
        (notebook(cell("words", kind="markdown")).encode(), "is a notebook without code"),
        (
            notebook(cell("x <- 1"), metadata={"kernelspec": {"language": "R"}}).encode(),
            "is a notebook in r, not in Python",
        ),
    ],
)
def test_what_is_no_notebook(content: bytes, said: str) -> None:
    """What holds no Python is told as what it is."""
    with pytest.raises(NotReadableError, match=said):
        read_notebook("hw.ipynb", content)


# ---- as submissions ----------------------------------------------------------------------------

WORK = notebook(cell("class User:\n    pass"), cell("def find(session):\n    return 1"))


def find(path: Path, staging: Staging) -> list[Submission]:
    return list(gather([path], ["blog"], "blog", Intake(staging)).submissions)


def test_a_notebook_alone(tmp_path: Path) -> None:
    """A notebook in a student's place is one module of its name, whose cells lie beside it; the file is not touched."""
    path = tmp_path / "submissions/blog/a.lovelace.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(WORK)
    with Staging() as staging:
        (ada,) = find(path.parent, staging)
        assert ("a.lovelace.ipynb", None, path) == (ada.name, ada.refused, ada.place)
        assert "a_lovelace.py" == ada.path.name
        assert ada.path.parent == ada.files
        assert ["a.lovelace.ipynb, cell 1", "a.lovelace.ipynb, cell 2", "a_lovelace.py"] == sorted(
            each.name for each in ada.path.parent.iterdir()
        )
    assert WORK == path.read_text()


@pytest.mark.parametrize(
    ("beside", "is_graded"),
    [
        ({}, True),
        ({"models.py": "class User: pass\n"}, True),
        ({"rows.csv": "1"}, True),
        ({"models.py": "class User: pass\ndef find(session): pass\nx = 1\n"}, False),
        ({"work.py": "class Mine: pass\n"}, False),
    ],
)
@pytest.mark.parametrize("given", ["folder", "archive"])
def test_a_notebook_beside_modules(
    given: str, beside: dict[str, str], is_graded: bool, tmp_path: Path
) -> None:
    """A notebook counts beside modules where it defines something that they do not; no module is written over."""
    inside = {"ada/work.ipynb": WORK, **{f"ada/{name}": text for name, text in beside.items()}}
    path = zipped(tmp_path / "class.zip", {"bob.py": "x = 1\n", **inside})
    if given == "folder":
        path = tmp_path / "class"
        for name, text in {"bob.py": "x = 1\n", **inside}.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_text(text)
    with Staging() as staging:
        ada, _ = find(path, staging)
        there = {each.name for each in ada.path.iterdir()}
        assert is_graded == ("work.ipynb" not in there) == ("work.ipynb, cell 1" in there)
        assert {*beside} <= there
        assert all(text == (ada.path / name).read_text() for name, text in beside.items())
    assert ("ada", None) == (ada.name, ada.refused)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"ada/a.ipynb": "{}"},
            "not graded: `ada/a.ipynb` is not a notebook that can be read: it has no cells.",
        ),
        ({"ada/a.ipynb": "{}", "ada/b.ipynb": WORK}, None),
        ({"ada/a.ipynb": "{}", "ada/m.py": "x = 1\n"}, None),
        ({"ada/hw.zip": zip_bytes({"a.ipynb": WORK})}, None),
        ({"ada/hw.zip": zip_bytes({"a.ipynb": "{}"})}, "not graded: `ada/a.ipynb` is not a notebook"),
    ],
)
def test_notebooks_that_cannot_be_read(
    files: dict[str, str | bytes], said: str | None, tmp_path: Path
) -> None:
    """A notebook that cannot be read is the finding of a student who handed in nothing else, and costs nobody else."""
    path = zipped(tmp_path / "class.zip", {"bob.py": "x = 1\n", **files})
    with Staging() as staging:
        ada, bob = find(path, staging)
    assert None is bob.refused
    assert said is ada.refused is None or (said or "?") in (ada.refused or "")
