"""Where submissions lie, what is one and what is a folder of them, and which exercise each is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import OperatorError
from grader.submissions import Submission, find, remarks

SLUGS = ["blog", "library"]


def put(root: Path, *names: str, text: str = "x = 1\n") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def names(found: list[Submission], root: Path) -> list[str]:
    return [submission.path.relative_to(root).as_posix() for submission in found]


def test_folder_of_an_exercise(tmp_path: Path) -> None:
    """In submissions/<slug> each module and each folder with modules is a submission, and nothing else is."""
    put(
        tmp_path / "submissions/blog",
        "bob.py",
        "ada/models.py",
        "ada/queries.py",
        "deep/src/app.py",
        "__pycache__/bob.py",
        ".hidden.py",
        ".git/x.py",
        "venv/lib/y.py",
        "notes.txt",
        "empty/readme.md",
    )
    found = find([tmp_path / "submissions/blog"], SLUGS, None)
    assert ["ada", "bob.py", "deep"] == names(found, tmp_path / "submissions/blog")
    assert {"blog"} == {submission.exercise for submission in found}
    assert ["ada", "bob", "deep"] == [submission.name for submission in found]


def test_modules_that_import_each_other(tmp_path: Path) -> None:
    """In submissions/<slug> modules stay apart even when one names another in an import."""
    put(tmp_path / "submissions/blog", "ada.py", "bob.py", text="import ada\nimport bob\n")
    assert 2 == len(find([tmp_path / "submissions/blog"], SLUGS, None))


def test_one_module(tmp_path: Path) -> None:
    """A module is a submission; its exercise is that of the folder that it lies in."""
    put(tmp_path, "submissions/library/ada.py")
    path = tmp_path / "submissions/library/ada.py"
    assert [Submission(path, "library")] == find([path], SLUGS, None)


def test_one_folder_of_a_student(tmp_path: Path) -> None:
    """A folder in submissions/<slug> is one submission, whatever its modules are."""
    put(tmp_path / "submissions/blog/ada", "models.py", "queries.py")
    path = tmp_path / "submissions/blog/ada"
    assert [Submission(path, "blog")] == find([path], SLUGS, None)


@pytest.mark.parametrize(
    "line",
    [
        "from models import Book",
        "from .models import Book",
        "from . import models",
        "import models",
        "import os, models",
        "import models as m",
        "    from models import Book",
        "from models.book import Book",
    ],
)
def test_package_by_its_imports(line: str, tmp_path: Path) -> None:
    """A folder elsewhere whose modules import each other is one submission."""
    put(tmp_path / "app", "models.py")
    put(tmp_path / "app", "queries.py", text=f"import os\n{line}\n")
    assert ["app"] == names(find([tmp_path / "app"], SLUGS, "blog"), tmp_path)


def test_package_by_its_init(tmp_path: Path) -> None:
    """A folder with an __init__.py is one submission."""
    put(tmp_path / "app", "__init__.py", "models.py")
    assert ["app"] == names(find([tmp_path / "app"], SLUGS, "blog"), tmp_path)


@pytest.mark.parametrize(
    "files",
    [
        ["lib/models.py", "lib/cli.py"],
        ["app/models.py", "migrations/env.py"],
        ["solution.py", "tests/test_solution.py"],
        ["main.py", "starter.py"],
        ["ada.py", "database.py"],
    ],
)
def test_package_by_its_names(files: list[str], tmp_path: Path) -> None:
    """A folder with a member that is called like a part of a submission is one."""
    put(tmp_path / "ada", *files)
    assert ["ada"] == names(find([tmp_path / "ada"], SLUGS, "blog"), tmp_path)


def test_package_by_an_import_of_a_folder(tmp_path: Path) -> None:
    """A module that imports a folder beside it makes the whole one submission."""
    put(tmp_path / "ada", "shop/models.py")
    put(tmp_path / "ada", "start.py", text="from shop.models import Book\n")
    assert ["ada"] == names(find([tmp_path / "ada"], SLUGS, "blog"), tmp_path)


def test_class_folder(tmp_path: Path) -> None:
    """A folder with a folder for each student is a folder of submissions, whatever is in them."""
    put(
        tmp_path / "class",
        "ada/solution.py",
        "ada/starter.py",
        "bob/lib/db/models.py",
        "cleo/app/main.py",
        "cleo/venv/lib/x.py",
        "dora/notes/readme.md",
        "emil.py",
        "mine/lib/pip.py",
        "mine/pyvenv.cfg",
    )
    found = find([tmp_path / "class"], SLUGS, "blog")
    assert ["ada", "bob", "cleo", "emil.py"] == names(found, tmp_path / "class")


def test_folders_without_modules(tmp_path: Path) -> None:
    """In a folder of submissions those are named that hold nothing to grade; in one submission there are none."""
    put(tmp_path / "class", "ada/work.py", "bob/work.ipynb", "cleo/work/hw.zip", "venv/lib/x.py", "emil.py")
    put(tmp_path / "ada", "main.py", "docs/readme.md")
    folder = tmp_path / "class"
    assert [
        f"not graded: there are no Python modules in {folder / 'bob'}",
        f"not graded: there are no Python modules in {folder / 'cleo'}",
    ] == list(remarks([folder, tmp_path / "ada"], SLUGS))


def test_a_module_that_needs_another(tmp_path: Path) -> None:
    """Of a module that is graded alone and imports a file beside it, that is told; of a folder nothing."""
    put(tmp_path / "ada", "database.py")
    put(tmp_path / "ada", "solution.py", text="import json\nfrom database import Session\n")
    path = tmp_path / "ada/solution.py"
    told = f"{path} imports database, which lies beside it and is not graded with it: grade both as a folder"
    assert [told] == list(remarks([path], SLUGS))
    assert [] == list(remarks([tmp_path / "ada"], SLUGS))
    assert [] == list(remarks([tmp_path / "ada/database.py"], SLUGS))


@pytest.mark.parametrize(
    "text", ["x = 1\n", "import os\n# import bob\n", "s = 'ada'\nfrom sqlalchemy import bob\n"]
)
def test_collection_by_its_modules(text: str, tmp_path: Path) -> None:
    """A folder elsewhere whose modules know nothing of each other is a folder of submissions."""
    put(tmp_path / "handed_in", "ada.py", "bob.py", text=text)
    assert ["ada.py", "bob.py"] == names(
        find([tmp_path / "handed_in"], SLUGS, "blog"), tmp_path / "handed_in"
    )


def test_a_module_that_imports_itself(tmp_path: Path) -> None:
    """A module that names itself in an import makes no package of its neighbours, and needs no file beside it."""
    put(tmp_path / "handed_in", "ada.py", "bob.py", text="if __name__ == '__main__':\n    import ada\n")
    put(tmp_path / "handed_in", "bob.py")
    folder = tmp_path / "handed_in"
    assert ["ada.py", "bob.py"] == names(find([folder], SLUGS, "blog"), folder)
    assert [] == list(remarks([folder], SLUGS))


def test_each_once_and_in_order(tmp_path: Path) -> None:
    """What is given twice is graded once, in the order in which it was given."""
    put(tmp_path / "submissions/blog", "ada.py", "bob.py")
    folder = tmp_path / "submissions/blog"
    found = find([folder / "bob.py", folder, folder / "ada.py"], SLUGS, None)
    assert ["bob.py", "ada.py"] == names(found, folder)


@pytest.mark.parametrize("text", ["# exercise: library\n", '"""Mine."""\n#exercise:   library  \nx = 1\n'])
def test_exercise_by_a_comment(text: str, tmp_path: Path) -> None:
    """Elsewhere a comment in the module says which exercise it is for."""
    put(tmp_path, "mine.py", text=text)
    assert ["library"] == [s.exercise for s in find([tmp_path / "mine.py"], SLUGS, None)]


def test_exercise_by_a_comment_in_a_folder(tmp_path: Path) -> None:
    """In a package any of its modules may say it."""
    put(tmp_path / "app", "a.py", text="import b\n")
    put(tmp_path / "app", "b.py", text="# exercise: library\n")
    assert [Submission(tmp_path / "app", "library")] == find([tmp_path / "app"], SLUGS, None)


def test_exercise_that_was_said(tmp_path: Path) -> None:
    """What the operator says goes before what a file says."""
    put(tmp_path, "mine.py", text="# exercise: library\n")
    assert ["blog"] == [s.exercise for s in find([tmp_path / "mine.py"], SLUGS, "blog")]


def test_exercise_that_was_asked_for(tmp_path: Path) -> None:
    """Where nothing tells it, a person is asked, and an answer that is no exercise is none."""
    put(tmp_path, "mine.py")
    assert ["blog"] == [s.exercise for s in find([tmp_path / "mine.py"], SLUGS, None, lambda _: "blog")]
    with pytest.raises(OperatorError, match="it cannot be told which exercise"):
        find([tmp_path / "mine.py"], SLUGS, None, lambda _: "other")


def test_unknown_exercise(tmp_path: Path) -> None:
    """A comment that names no exercise is told with the nearest one."""
    put(tmp_path, "mine.py", text="# exercise: libary\n")
    with pytest.raises(OperatorError, match=r"mine\.py: unknown exercise `libary`; did you mean `library`"):
        find([tmp_path / "mine.py"], SLUGS, None)


def test_no_exercise(tmp_path: Path) -> None:
    """Where nothing tells the exercise, the next step names what there is."""
    put(tmp_path, "mine.py")
    with pytest.raises(OperatorError) as caught:
        find([tmp_path / "mine.py"], SLUGS, None)
    assert "Say --exercise SLUG (there is blog, library)" in caught.value.next_step


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere.py", "there is no"),
        ("notes.txt", "is no Python module"),
        ("submissions/blog", "there are no submissions in"),
        ("empty", "there are no submissions in"),
        ("package", "there are no Python modules in"),
    ],
)
def test_nothing_to_grade(name: str, message: str, tmp_path: Path) -> None:
    """What holds no submission is told as that, with what one is."""
    put(
        tmp_path,
        "notes.txt",
        "empty/readme.md",
        "submissions/blog/readme.md",
        "submissions/blog2/package/x.md",
    )
    path = tmp_path / name if name != "package" else tmp_path / "submissions/blog2/package"
    with pytest.raises(OperatorError, match=message) as caught:
        find([path], SLUGS, "blog")
    assert caught.value.next_step


def test_binary_module(tmp_path: Path) -> None:
    """A module that is no text is a submission all the same: that it cannot be imported is its own affair."""
    (tmp_path / "ada.py").write_bytes(b"\x00\xff\xfe" * 100)
    (tmp_path / "bob.py").write_bytes("x = 'é'".encode("utf-16"))
    assert 2 == len(find([tmp_path], SLUGS, "blog"))
