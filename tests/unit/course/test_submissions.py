"""Where submissions lie, what is one and what is a folder of them, and which exercise each is for."""

from __future__ import annotations

import logging
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.course.contents import look
from grader.course.intake import Intake
from grader.course.staging import Staging
from grader.course.submissions import Ask, Submission, gather
from grader.errors import OperatorError

SLUGS = ["blog", "library"]


def put(root: Path, *names: str, text: str = "x = 1\n") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def find(
    paths: list[Path], slugs: list[str], exercise: str | None, ask: Ask = lambda _: None
) -> list[Submission]:
    """The submissions in paths of which none needs to be unpacked."""
    with Staging() as staging:
        return list(gather(paths, slugs, exercise, Intake(staging), ask).submissions)


def remarks(paths: list[Path], slugs: list[str], *, supported: bool = False) -> tuple[str, ...]:
    with Staging() as staging:
        return gather(paths, slugs, slugs[0], Intake(staging), has_support=lambda _: supported).remarks


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
        "from . models import Book",
        "from .import models",
        "from . import (  # both\n    other,\n    models as m,\n)",
        "import \\\n    models",
        "try: import models\nexcept ImportError: pass",
        "x = 1; import models",
        "s = '''It's'''; from models import Book",
        "s = r'\\'; from models import Book",
        "# It's mine\nfrom models import Book",
        "import models\rx = (",
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
    put(tmp_path / "class", "ada/work.py", "bob/work.txt", "cleo/work/hw.md", "venv/lib/x.py", "emil.py")
    put(tmp_path / "ada", "main.py", "docs/readme.md")
    folder = tmp_path / "class"
    assert [
        f"not graded: there are no Python modules in {folder / 'bob'}",
        f"not graded: there are no Python modules in {folder / 'cleo'}",
    ] == list(remarks([folder, tmp_path / "ada"], SLUGS))


def test_a_virtual_environment_in_ones_own_folder(tmp_path: Path) -> None:
    """Who called `python -m venv .` among their modules has them graded, and nothing of what it made."""
    folder = tmp_path / "class"
    put(
        folder,
        "ada/models.py",
        "ada/pyvenv.cfg",
        "ada/bin/tool.py",
        "ada/lib/x.py",
        "bob.py",
        "env2/pyvenv.cfg",
    )
    if sys.platform != "win32":
        link(folder / "ada/bin/python", "/usr/bin/env")
    with Staging() as staging:
        ada, _ = gather([folder], SLUGS, "blog", Intake(staging)).submissions
    assert ("ada", None) == (ada.name, ada.refused)
    assert (folder / "ada/models.py",) == look(folder / "ada").modules


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("bob.ipynb", "is not a notebook that can be read: it is not JSON"),
        ("bob.zip", "is neither a zip nor a tar that can be read to its end: truncated header"),
        ("bob.tar.gz", "is neither a zip nor a tar that can be read to its end: truncated header"),
        ("bob.PY", "does not end in .py, in small letters"),
        ("bob.py.txt", "is a text file"),
        ("bob/work.ipynb", "is not a notebook that can be read: it is not JSON"),
        ("bob/hw/Models.Py", "does not end in .py, in small letters"),
    ],
)
@pytest.mark.parametrize("folder", ["submissions/blog", "handed_in"])
def test_what_is_no_module_is_told_in_every_report(folder: str, name: str, kind: str, tmp_path: Path) -> None:
    """What was handed in as code, and is not a module, is a submission that is not graded, and is told what it is."""
    put(tmp_path / folder, "ada.py", "cleo/work.py", "dora/readme.md", "table.csv", name)
    ada, bob, cleo = find([tmp_path / folder], SLUGS, "blog")
    assert ("ada", "cleo", None, None) == (ada.name, cleo.name, ada.refused, cleo.refused)
    assert bob.name.startswith("bob")
    assert f"not graded: `{name}` {kind}. Hand in a module" in (bob.refused or "")


def test_what_lies_beside_modules_costs_nothing(tmp_path: Path) -> None:
    """A folder with a module is graded, whatever else is in it."""
    put(tmp_path / "submissions/blog/ada", "models.py", "notes.ipynb", "data/rows.zip", "queries.py.txt")
    (ada,) = find([tmp_path / "submissions/blog"], SLUGS, None)
    assert ada.refused is None


@pytest.mark.parametrize(
    ("files", "called"),
    [
        (["ada/main.py", "bob/main.py"], ["ada/main", "bob/main"]),
        (["ada/hw/main.py", "bob/hw/main.py", "cleo.py"], ["ada/hw/main", "bob/hw/main", "cleo"]),
        (["ada/a.py", "bob/b.py"], ["a", "b"]),
    ],
)
def test_the_same_file_name_for_everybody(files: list[str], called: list[str], tmp_path: Path) -> None:
    """Submissions whose files have the same name are called by their folders, too; the others are not."""
    put(tmp_path, *files)
    found = find([tmp_path / name for name in files], SLUGS, "blog")
    assert called == [submission.name for submission in found]


def test_a_file_and_a_folder_of_one_name(tmp_path: Path) -> None:
    """A module beside a folder of its name is called by its ending, and an exercise of another name changes nothing."""
    put(tmp_path / "submissions", "blog/ada.py", "blog/ada/main.py", "library/ada.py")
    found = find([tmp_path / "submissions/blog", tmp_path / "submissions/library"], SLUGS, None)
    assert ["ada", "ada.py", "ada"] == [submission.name for submission in found]


WORK = "class Base: pass\nclass User(Base): pass\ndef find(session): return 1\n"


@pytest.mark.parametrize("part", ["main.py", "base.py", "server.py", "main/app.py"])
def test_a_class_with_a_member_that_is_called_like_a_part(part: str, tmp_path: Path) -> None:
    """Where all members define the same things, each is a submission, whatever it is called."""
    put(tmp_path / "class", "ada.py", "bob/work.py", part, text=WORK)
    assert 3 == len(find([tmp_path / "class"], SLUGS, "blog"))


@pytest.mark.parametrize(
    "files",
    [
        {"tags.py": WORK, "template.py": WORK, "main.py": "def start(): pass\n"},
        {"tags.py": WORK, "main.py": WORK},
        {
            "models.py": "class User: pass\n",
            "crud.py": "def find(): pass\n",
            "posts.py": "class Base: pass\n",
        },
        {"a.py": WORK, "b.py": WORK, "main.py": WORK + "import a\n"},
        {"server/app.py": WORK},
        {"server/app.py": WORK, "client/readme.md": ""},
    ],
)
def test_parts_of_one_submission(files: dict[str, str], tmp_path: Path) -> None:
    """Members of which one has something of its own, or imports another, are parts of one submission."""
    for name, text in files.items():
        put(tmp_path / "ada", name, text=text)
    assert ["ada"] == [submission.name for submission in find([tmp_path / "ada"], SLUGS, "blog")]


def test_a_module_that_needs_another(tmp_path: Path) -> None:
    """Of a module that is graded alone and imports a file beside it, that is told; of a folder nothing."""
    put(tmp_path / "ada", "database.py")
    put(tmp_path / "ada", "solution.py", text="import json\nfrom database import Session\n")
    path = tmp_path / "ada/solution.py"
    told = f"{path} imports database, which lies beside it and is not graded with it: grade both as a folder"
    assert [told] == list(remarks([path], SLUGS))
    assert [] == list(remarks([tmp_path / "ada"], SLUGS))
    assert [] == list(remarks([tmp_path / "ada/database.py"], SLUGS))


def test_the_exercise_has_what_is_imported_as_support(tmp_path: Path) -> None:
    """Where the exercise has a `support.py`, that one is imported: nothing is told of one beside, but of other files."""
    put(tmp_path / "ada", "support.py", "database.py")
    path = tmp_path / "ada/solution.py"
    put(tmp_path / "ada", "solution.py", text="import support\nfrom database import Session\n")

    def told(supported: bool) -> list[str]:
        return [remark.split(",")[0] for remark in remarks([path], SLUGS, supported=supported)]

    assert [f"{path} imports database"] == told(True)
    assert [f"{path} imports database", f"{path} imports support"] == told(False)


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\n",
        "import os\n# import bob\n",
        "s = 'ada'\nfrom sqlalchemy import bob\n",
        '"""Mine, not hers.\n\nimport ada\nfrom ada import x\n"""\n',
        "s = r'''\nimport bob\n'''\n",
        "s = 'it\\'s \\\nimport bob'\n",
        "s = f'''{1!r}\nimport bob\n'''\n",
        "from ..bob import x\n",
        "important, bob = 1, 2\n",
        "def f(x):\n    raise ValueError from bob\n",
        "from",
        "import",
        "from . import (",
        "s = '''\nimport bob",
        "(" * 200_000 + "\nimport\n",
        "-" * 200_000,
    ],
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
        ("notes.txt", "is not a Python module"),
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


def test_something_else_among_submissions(tmp_path: Path) -> None:
    """Among several paths, one that holds nothing to grade is named, and the others are graded."""
    put(tmp_path, "submissions/blog/ada.py", "essay.txt", "hollow/readme.md")
    given = [tmp_path / "essay.txt", tmp_path / "submissions/blog", tmp_path / "hollow"]
    assert [Submission(tmp_path / "submissions/blog/ada.py", "blog")] == find(given, SLUGS, None)
    assert [
        f"not graded: {tmp_path / 'essay.txt'} is not a Python module",
        f"not graded: there are no submissions in {tmp_path / 'hollow'}",
    ] == list(remarks(given, SLUGS))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n", "it cannot be told which exercise"),
        ("# exercise: libary\n", "unknown exercise `libary`; did you mean `library`?"),
    ],
)
def test_an_unknown_exercise_among_others(text: str, said: str, tmp_path: Path) -> None:
    """A submission whose exercise is not known is refused, and those whose exercise is known are graded."""
    put(tmp_path / "class", "bob.py", text=text)
    put(tmp_path / "class", "ada.py", "cleo.py", text="# exercise: library\n")
    ada, bob, cleo = find([tmp_path / "class"], SLUGS, None)
    assert (None, None) == (ada.refused, cleo.refused)
    assert ("library", "library", "library") == (ada.exercise, bob.exercise, cleo.exercise)
    assert bob.refused is not None
    assert said in bob.refused
    assert "Write a line `# exercise: SLUG`" in bob.refused


# ---- what is wrong with one submission's files -----------------------------------------------------

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other kinds of files")


def link(path: Path, leads_to: str | Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(leads_to)


def sparse(path: Path) -> None:
    put(path.parent, path.name)
    os.truncate(path, 200 * 2**30)


def socket_at(path: Path) -> None:
    """At a path that may be longer than the system takes for a socket."""
    before = Path.cwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(path.name)
    os.chdir(before)


def hidden_and_sparse(folder: Path) -> None:
    sparse(folder / ".x.py")
    link(folder / "x.py", ".x.py")


def many(folder: Path) -> None:
    folder.mkdir()
    for number in range(10_001):
        os.mknod(folder / f"m{number}.py")


def many_in_all(folder: Path) -> None:
    for part in range(3):
        (folder / str(part)).mkdir(parents=True)
    for number in range(10_000):
        os.mknod(folder / f"{number % 3}/m{number}.txt")


WRONG: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "file": ("eve.py", lambda eve: link(eve, "../../solutions/good.py"), "`eve.py` is a link. Hand in the file itself."),
    "folder": ("eve", lambda eve: link(eve, "../../solutions"), "`eve` is a link. Hand in the folder itself."),
    "neighbour": ("eve.py", lambda eve: link(eve, "ada.py"), "`eve.py` is a link."),
    "dangling": ("eve.py", lambda eve: link(eve, "nowhere.py"), "`eve.py` is a link."),
    "circle": ("eve.py", lambda eve: link(eve, "eve.py"), "`eve.py` is a link."),
    "circle of a folder": ("eve", lambda eve: link(eve, "eve"), "`eve` is a link."),
    "module outside": ("eve", lambda eve: link(eve / "m.py", "../../../solutions/good.py"), "`eve/m.py` is a link that leads out"),
    "data outside": ("eve", lambda eve: link(eve / "d.csv", "../../../solutions/good.py"), "`eve/d.csv` is a link that leads out"),
    "folder outside": ("eve", lambda eve: link(eve / "etc", "/etc"), "`eve/etc` is a link that leads out"),
    "folder above": ("eve", lambda eve: link(eve / "a/b/up", "../../.."), "`eve/a/b/up` is a link that leads out"),
    "same beginning": ("eve", lambda eve: link(eve / "b.py", "../eve2/b.py"), "`eve/b.py` is a link that leads out"),
    "nothing outside": ("eve", lambda eve: link(eve / "n.py", "../gone.py"), "`eve/n.py` is a link that leads out"),
    "sparse": ("eve.py", sparse, "a module may have 10,000,000 bytes at most, and it has 214,748,364,800"),
    "sparse in a folder": ("eve", lambda eve: sparse(eve / "x.py"), "`eve/x.py` is too large"),
    "sparse by a link": ("eve", hidden_and_sparse, "`eve/x.py` is too large"),
    "pipe": ("eve.py", os.mkfifo, "`eve.py` is not a file"),
    "socket": ("eve.py", socket_at, "`eve.py` is not a file"),
    "many": ("eve", many, "`eve` holds more than 10,000 files and folders"),
    "many in all": ("eve", many_in_all, "`eve` holds more than 10,000 files and folders"),
    "deep": ("eve", lambda eve: put(eve, "in/" * 51 + "x.py"), "`eve` holds folders in folders, more than 50 deep"),
    "name": ("e\x1b[31m\u202e\nv.py", os.mkfifo, r"`e\x1b[31m\u202e\nv.py` is not a file"),
    "bytes": (os.fsdecode(b"\xe9.py"), os.mkfifo, r"`\xe9.py` is not a file"),
}  # fmt: skip
"""What lies in the place of a submission, how it comes there, and what is said of it."""


@on_posix
@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("given", ["with the others", "by itself"])
def test_wrong_files_are_refused(given: str, name: str, tmp_path: Path) -> None:
    """Whatever lies in a submission's place, it is refused with the reason, and the others are graded."""
    put(tmp_path, "solutions/good.py", "submissions/blog/ada.py", "submissions/blog/zoe/m.py")
    folder = tmp_path / "submissions/blog"
    at, make, said = WRONG[name]
    make(folder / at)
    paths = [folder] if given == "with the others" else [folder / "ada.py", folder / at, folder / "zoe"]

    found = {submission.path.name: submission for submission in find(paths, SLUGS, None)}

    assert (None, None) == (found["ada.py"].refused, found["zoe"].refused)
    assert ("blog", at.removesuffix(".py")) == (found[at].exercise, found[at].name)
    assert said in str(found[at].refused)
    assert [] == list(remarks(paths, SLUGS))


@on_posix
def test_a_wrong_file_alone(tmp_path: Path) -> None:
    """Where only one submission is given and it is refused, that ends a command that does not say the exercise."""
    link(tmp_path / "eve.py", "/etc/passwd")
    with pytest.raises(OperatorError, match=r"`eve.py` is a link\. Hand in the file itself\."):
        find([tmp_path / "eve.py"], SLUGS, None)
    (eve,) = find([tmp_path / "eve.py"], SLUGS, "blog")
    assert "`eve.py` is a link. Hand in the file itself." == eve.refused


@on_posix
def test_links_that_are_fine(tmp_path: Path) -> None:
    """Links within a submission, and out of it in what nobody reads, cost nothing."""
    folder = tmp_path / "submissions/blog/ada"
    put(folder, "models.py", "mine/pyvenv.cfg", "sub/models2.py")
    link(folder / "more.py", "models.py")
    link(folder / "sub/up", "..")
    link(folder / "round.py", "round.py")
    link(folder / "old.csv", "gone.csv")
    link(folder / "absolute.py", folder / "models.py")
    for name in (
        ".venv/bin/python",
        "venv/bin/python",
        "mine/bin/python",
        ".env",
        "node_modules/x",
        ".git/y",
    ):
        link(folder / name, "/usr/bin/env")
    link(folder / "sub/env", tmp_path)
    assert [Submission(folder, "blog")] == find([folder], SLUGS, None)


@on_posix
@pytest.mark.parametrize("linked", [".", "submissions", "submissions/blog"])
def test_links_above_a_submission(linked: str, tmp_path: Path) -> None:
    """Links to folders above a submission are followed, that of the folder of submissions included."""
    course = tmp_path / "course"
    put(course, "submissions/blog/ada.py", "submissions/blog/bob/m.py")
    elsewhere = tmp_path / "elsewhere"
    (course / linked).rename(elsewhere)
    link(course / linked, elsewhere)
    folder = course / "submissions/blog"
    ada, bob = Submission(folder / "ada.py", "blog"), Submission(folder / "bob", "blog")
    assert [ada, bob] == find([folder], SLUGS, None)
    assert [ada, bob] == find([folder / "ada.py", folder / "bob"], SLUGS, None)


@on_posix
@pytest.mark.parametrize("name", ["submissions/blog/eve", "class/eve"])
def test_a_link_to_a_folder_of_submissions(name: str, tmp_path: Path) -> None:
    """A link in a submission's place is not graded, whatever it leads to: not what it leads to either."""
    put(tmp_path, "submissions/library/ada.py", "submissions/blog/ada.py", "class/ada.py")
    link(tmp_path / name, tmp_path / "submissions/library")
    (eve,) = find([tmp_path / name], SLUGS, "blog")
    assert (tmp_path / name, "`eve` is a link. Hand in the folder itself.") == (eve.path, eve.refused)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may look into."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def as_a_normal_user() -> Iterator[None]:
    """Root may read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@on_posix
@pytest.mark.parametrize("closed", ["eve.py", "eve", "eve/m.py", "eve/sub"])
def test_closed_files(closed: str, open_folder: Path) -> None:
    """A file or folder that cannot be read is refused, and the others are graded."""
    folder = open_folder / "submissions/blog"
    put(folder, "ada.py", "eve/m.py", "eve/sub/x.py", "eve.py")
    (folder / closed).chmod(0)
    with as_a_normal_user():
        found = find([folder], SLUGS, None)
        told = list(remarks([folder], SLUGS))
    (folder / closed).chmod(0o700)
    refused = f"`{closed}` cannot be read: Permission denied. Hand it in again, and let others read it."
    assert {closed.partition("/")[0]: refused} == {s.path.name: s.refused for s in found if s.refused}
    assert ["ada.py", "eve", "eve.py"] == names(found, folder)
    assert [] == told


def test_files_that_go_meanwhile(tmp_path: Path) -> None:
    """A submission that goes after it was found keeps its name, and nothing ends."""
    put(tmp_path / "submissions/blog", "ada.py", "bob.py", "cleo/m.py")
    folder = tmp_path / "submissions/blog"
    given = [folder / "ada.py", folder / "bob.py", folder / "cleo"]
    found = find(given, SLUGS, None)
    (folder / "bob.py").unlink()
    (folder / "cleo").rename(tmp_path / "gone")
    assert ["ada", "bob", "cleo"] == [submission.name for submission in found]


@on_posix
def test_names_in_remarks_and_errors(tmp_path: Path) -> None:
    """A name that a terminal would obey is spelt out wherever it is named."""
    name = "e\x1b[2J\nv\u202e" + os.fsdecode(b"\xff")
    spelt = r"e\x1b[2J\nv\u202e\xff"
    put(tmp_path / "submissions/blog", "ada.py")
    (tmp_path / "submissions/blog" / name).mkdir()
    put(tmp_path, f"{name}.py", f"{name}.txt", text="import ada\n")
    put(tmp_path, "ada.py", text="# exercise: blog\n")
    given = [tmp_path / "submissions/blog", tmp_path / f"{name}.py", tmp_path / f"{name}.txt"]
    assert [
        f"not graded: there are no Python modules in {tmp_path / 'submissions/blog'}/{spelt}",
        f"not graded: {tmp_path}/{spelt}.txt is not a Python module",
        f"{tmp_path}/{spelt}.py imports ada, which lies beside it and is not graded with it: grade both as a folder",
    ] == list(remarks(given, SLUGS))
    for ending in ("py", "txt", "gone"):
        with pytest.raises(OperatorError) as caught:
            find([tmp_path / f"{name}.{ending}"], SLUGS, None)
        assert f"{tmp_path}/{spelt}.{ending}" in caught.value.message
        assert caught.value.message.isprintable()


@on_posix
def test_what_is_left_out_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What lies in a submission and is not looked into is told once to whoever asks for a log, and nothing else is."""
    folder = tmp_path / "submissions/blog/ada"
    put(folder, "models.py", "lib/queries.py", "lib/notes.txt", "venv/lib.py", "mine/pyvenv.cfg")
    link(folder / "lib/up", "..")
    link(folder / "round.py", "round.py")
    put(folder.parent, "bob/notes.txt")
    with caplog.at_level(logging.INFO, "grader"):
        find([folder.parent], SLUGS, None)
    inside = ["left out: ada/mine", "left out: ada/round.py", "left out: ada/venv", "left out: ada/lib/up"]
    assert ["left out: there are no Python modules in it", *inside] == caplog.messages
