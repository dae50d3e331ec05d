"""Which files of a folder are imported, which are left out, and where a name in an import leads."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.worker.places import Places
from grader.worker.submission.layout import Layout
from tests.support.repository import ROOT

REFERENCES = sorted(ROOT.glob("solutions/*/reference/*.py"))
MODELS = "class Base: pass\nclass User(Base):\n    id = 1\n    name = 2\n"
TEMPLATE = MODELS + "def find(session):\n    # TODO\n    raise NotImplementedError\n"
FINISHED = MODELS + "def find(session):\n    return []\n"


def layout(folder: Path, counts: str = "", **files: str) -> Layout:
    """Of a folder with these files, of which ``counts`` does; ``__`` in a name stands for ``/``."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Layout(Places.of(str(folder)), counts)


def names(paths: object, folder: Path) -> list[str]:
    assert isinstance(paths, (tuple, dict))
    return [path.relative_to(folder).as_posix() for path in paths]


def test_files_of_all_folders(tmp_path: Path) -> None:
    """Files at the top come first, then those of each folder, whether it is a package or not."""
    found = layout(
        tmp_path, lib__models=MODELS, lib__db__base=MODELS + "x = 1", main=FINISHED, app__user="class A: pass"
    )
    assert ["main.py", "app/user.py", "lib/models.py", "lib/db/base.py"] == names(found.modules, tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "venv__lib__python3.11__site-packages__sqlalchemy",
        "site-packages__sqlalchemy",
        "migrations__env",
        "tests__helper",
        ".ipynb_checkpoints__main-checkpoint",
        "mine__lib__pip",
        "setup",
        "lib__test_models",
        "lib__models_test",
        "v1.2",
    ],
)
def test_files_of_tools(tmp_path: Path, name: str) -> None:
    """What a tool keeps in its own folder is not imported, nor what no import can name."""
    found = layout(tmp_path, main=FINISHED, **{name: "class Other: pass"})
    (tmp_path / "mine").mkdir(exist_ok=True)
    (tmp_path / "mine/pyvenv.cfg").touch()
    assert ["main.py"] == names(found.modules, tmp_path)


def test_names_that_are_no_identifiers(tmp_path: Path) -> None:
    """A file with a minus sign or a space in its name is imported like any other."""
    found = layout(tmp_path, **{"hw-2": FINISHED, "my models": "class A: pass"})
    assert ["hw-2.py", "my models.py"] == names(found.modules, tmp_path)


def test_a_link_in_a_circle(tmp_path: Path) -> None:
    """A link to a folder above is not followed."""
    found = layout(tmp_path, main=FINISHED)
    (tmp_path / "again").symlink_to(tmp_path)
    assert ["main.py"] == names(found.modules, tmp_path)


@pytest.mark.parametrize(
    "files",
    [
        {"starter": TEMPLATE, "solution": FINISHED},
        {"starter": TEMPLATE, "solution": MODELS + "def renamed(session): return 1\n"},
        {"main": TEMPLATE, "models": MODELS, "crud": "from models import User\ndef find(db): return 1\n"},
        {"main": TEMPLATE + "def count(): return 1\n", "all": FINISHED + "def count(): return 2\n"},
        {
            "starter": "class Base: pass\nclass User(Base):\n    # TODO: name\n    id = 1\n",
            "solution": MODELS,
        },
        {"starter": TEMPLATE, "work": FINISHED.replace("class Base: pass", "")},
        {"models_old": MODELS, "models": MODELS},
        {"models copy": FINISHED, "models": FINISHED},
        {"old__models": FINISHED, "models": FINISHED},
        {"models2": MODELS, "models": MODELS, "crud": "from models import *\ndef find(db): return 1\n"},
        {
            "models2": MODELS,
            "app__models": MODELS,
            "app__crud": "from .models import User\ndef find(db): return 1\n",
        },
    ],
    ids=" ".join,
)
def test_left_out(tmp_path: Path, files: dict[str, str]) -> None:
    """The template, a copy from earlier and models that nobody uses are left out when another file has it all."""
    found = layout(tmp_path, **files)
    first = next(iter(files)).replace("__", "/")
    assert [f"{first}.py"] == names(found.left_out, tmp_path)
    assert f"{first}.py is left out: no other file imports it" in next(iter(found.left_out.values()))
    assert f"{first}.py" not in names(found.modules, tmp_path)


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda path: "-".join(path.parts[-3::2]))
def test_every_starter(tmp_path: Path, reference: Path) -> None:
    """The starter of each exercise is left out beside each of its solutions."""
    starter = ROOT / "exercises" / reference.parts[-3] / "starter.py"
    found = layout(tmp_path, starter=starter.read_text("utf-8"), work=reference.read_text("utf-8"))
    assert ["starter.py"] == names(found.left_out, tmp_path)


@pytest.mark.parametrize(
    "files",
    [
        {"attempt1": FINISHED, "attempt2": FINISHED},
        {"models": MODELS, "models2": MODELS},
        {"starter": TEMPLATE},
        {"starter": TEMPLATE, "again": TEMPLATE},
        {"main": TEMPLATE + "def more(): return 1\n", "solution": FINISHED},
        {"models_old": MODELS + "class Room(Base): id = 1\n", "models": MODELS},
        {"book_copy": "class BookCopy: pass\n", "models": MODELS},
        {"models_old": MODELS, "crud": "import models_old\n"},
        {"starter": TEMPLATE, "solution": FINISHED, "go": "import starter\n"},
        {"models": "class User: id = 1\n", "models2": MODELS},
        {
            "models": MODELS,
            "crud": "def find(session): raise NotImplementedError\n",
            "go": "def run(x): return 1\n",
        },
        {"models": MODELS, "main": FINISHED, "seed": "from models import User\n"},
    ],
    ids=" ".join,
)
def test_not_left_out(tmp_path: Path, files: dict[str, str]) -> None:
    """Nothing is left out that is used, that adds something, or that may as well be the one that is meant."""
    found = layout(tmp_path, **files)
    assert {} == found.left_out


def test_two_that_may_be_meant(tmp_path: Path) -> None:
    """Files that define the same models are named, with what to do; a schema of the same name is no model."""
    user, room = (f"class {name}:\n    __tablename__ = 'x'\n" for name in ("User", "Room"))
    found = layout(tmp_path, models=user + room, models2=user + room, schemas="class User: id = 1\n")
    a, b = (f"{tmp_path.name}/{name}.py" for name in ("models", "models2"))
    told = f"{a} and {b} define the same models (User, Room): hand in the one that is meant alone."
    assert [told] == list(found.remarks)


def test_what_may_have_been_meant_as_a_module_is_told(tmp_path: Path) -> None:
    """A notebook, an archive or a module with another ending beside the modules is named; other files are not."""
    found = layout(tmp_path, models=MODELS, lib__more="def more(x): return x")
    for name in ("queries.py.txt", "work.ipynb", "lib/crud.PY", "readme.md", "rows.csv"):
        (tmp_path / name).touch()
    assert [
        f"{tmp_path.name}/queries.py.txt is a text file: it is not imported.",
        f"{tmp_path.name}/work.ipynb is a notebook: it is not imported.",
        f"{tmp_path.name}/lib/crud.PY does not end in .py, in small letters: it is not imported.",
    ] == list(found.remarks)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("seed", "from faker import Faker\ndef posts(number): print(number)\n"),
        ("debug", "import ipdb; ipdb.set_trace()\n"),
        (
            "tests",
            "import pytest\ndef test_a_plain_name_is_looked_for_beside_and_above(session): assert session\n",
        ),
        ("go", "def main():\n    print(1)\nmain()\n"),
        ("run", "from models import User\nprint(User)\n"),
    ],
)
def test_a_file_that_only_does_something_is_a_script(tmp_path: Path, name: str, text: str) -> None:
    """A file that only does something is a script, and imported last."""
    found = layout(tmp_path, models=MODELS, zoo=FINISHED + "class Zoo: pass\n", **{name: text})
    assert f"{name}.py" == names(found.modules, tmp_path)[-1]
    assert found.is_script(tmp_path / f"{name}.py")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("crud", "def find(session): return 1\nprint(find(None))\n"),
        ("crud", "def find_all(): return 1\n"),
        ("seed", "class Seed: pass\n"),
        ("broken", "def find(:\n"),
        ("config", "URL = 'x'\n"),
    ],
)
def test_no_scripts(tmp_path: Path, name: str, text: str) -> None:
    """What defines something that may be asked for, or that another file imports, is no script."""
    found = layout(tmp_path, models="from config import URL\n" + MODELS, **{name: text})
    assert not found.is_script(tmp_path / f"{name}.py")


@pytest.mark.parametrize(
    ("near", "name", "expected"),
    [
        ("main", "models", "models.py"),
        ("lib/cli", "helpers", "lib/helpers.py"),
        ("lib/db/base", "helpers", "lib/helpers.py"),
        ("backend/app/app", "app", "backend/app"),
        ("backend/app/routers/users", "app", "backend/app"),
        ("flask", "flask", None),
        ("main", "helpers", None),
        ("main", "migrations", None),
    ],
)
def test_a_plain_name_is_looked_for_beside_and_above(
    tmp_path: Path, near: str, name: str, expected: str | None
) -> None:
    """A plain name is looked for at the top, beside the importing file, and above it."""
    found = layout(
        tmp_path,
        main=FINISHED,
        models=MODELS,
        lib__cli="",
        lib__models=MODELS,
        lib__helpers="",
        lib__db__base="",
        backend__app__app="from app.models import User\n",
        backend__app__models="",
        backend__app__routers__users="import app.models\n",
        flask="from flask import Flask\n",
        migrations__env="",
    ).find(name, tmp_path / f"{near}.py")
    assert (found.relative_to(tmp_path).as_posix() if found else None) == expected


def test_a_folder_beside_a_module(tmp_path: Path) -> None:
    """Of a module and a folder of one name the module is meant, unless the folder is a package."""
    found = layout(tmp_path, main=FINISHED, models=MODELS, models__notes="")
    assert tmp_path / "models.py" == found.find("models", tmp_path / "main.py")
    assert ["main.py", "models.py"] == names(found.modules, tmp_path)
    (tmp_path / "models/__init__.py").touch()
    assert tmp_path / "models" == found.find("models", tmp_path / "main.py")


def test_find_elsewhere(tmp_path: Path) -> None:
    """What nothing else is called is found in any folder, by the folder's name, and by the name that it had."""
    found = layout(
        tmp_path,
        main="import chat.models\nfrom chat import queries\nfrom gone import nothing\n",
        models=MODELS,
        queries=FINISHED,
        start="from chat import queries\n",
        src__tool="",
    )
    near = tmp_path / "main.py"
    assert tmp_path / "src/tool.py" == found.find_elsewhere("tool", near)
    assert tmp_path == found.find_elsewhere(tmp_path.name, None)
    assert tmp_path == found.find_elsewhere("chat", near)
    assert tmp_path == found.find_elsewhere("chat", tmp_path / "start.py")
    assert found.find_elsewhere("gone", near) is None
    assert found.find_elsewhere("chat", tmp_path / "models.py") is None


ROOMS = "class Base: pass\nclass Room(Base):\n    __tablename__ = 'rooms'\n    id = 1\n"
MORE_ROOMS = ROOMS + "    name = 2\n    def size(self): return 3\n"


def test_a_template_and_its_own_script_are_left_out(tmp_path: Path) -> None:
    """A template in a folder of its own is left out with the script that comes with it, each with what is true of it."""
    found = layout(
        tmp_path, rooms=MORE_ROOMS, lib__models=ROOMS, lib__debug="from models import Room\nprint(Room)\n"
    )
    assert ["rooms.py"] == names(found.modules, tmp_path)
    first, second = found.left_out.values()
    assert (
        "lib/models.py is left out: only a script beside it imports it, and what it defines is finished"
        in first
    )
    assert "lib/debug.py is left out: all that this script imports is left out." in second


def test_what_only_a_template_imports_is_left_out(tmp_path: Path) -> None:
    """What only the template imports, and other files define, is left out with it."""
    template = "from base import Base\n" + ROOMS.partition("\n")[2]
    found = layout(tmp_path, rooms=MORE_ROOMS, lib__models=template, lib__base="class Base: pass\n")
    assert ["lib/base.py", "lib/models.py"] == sorted(names(found.left_out, tmp_path))


@pytest.mark.parametrize(
    "files",
    [
        {
            "rooms": MORE_ROOMS,
            "lib__models": ROOMS,
            "lib__queries": "from models import Room\ndef find(s): return 1\n",
        },
        {
            "rooms": MORE_ROOMS,
            "lib__models": ROOMS + "def find(s): return 1\n",
            "lib__debug": "import models\n",
        },
        {"rooms": MORE_ROOMS, "models": ROOMS, "debug": "from models import Room\n"},
        {"rooms": MORE_ROOMS, "lib__models": ROOMS, "debug": "from lib.models import Room\n"},
        {"rooms": ROOMS, "lib__models": ROOMS, "lib__debug": "from models import Room\n"},
    ],
    ids=["queries", "a function", "beside", "from above", "the same"],
)
def test_models_that_are_used_are_no_template(tmp_path: Path, files: dict[str, str]) -> None:
    """Models that more than a script of their own folder uses, or that are as whole as the others, stay."""
    smaller = next(name for name in files if name.endswith("models")).replace("__", "/")
    assert f"{smaller}.py" not in names(layout(tmp_path, **files).left_out, tmp_path)


def test_scripts_that_only_scripts_import_are_scripts(tmp_path: Path) -> None:
    """What only scripts import is a script, in a chain and in a circle, and no longer one where a module imports it."""
    files = {
        "debug": "from seed import fill\nfill()\n",
        "seed": "import helper\ndef fill(): return 1\nfill()\n",
        "helper": "import seed\nprint(seed)\n",
        "models": MODELS,
    }
    found = layout(tmp_path / "a", **files)
    assert ["models.py"] == names(found.not_scripts, tmp_path / "a")
    found = layout(tmp_path / "b", **files, crud="import helper\ndef find(session): return helper\n")
    assert ["crud.py", "helper.py", "models.py", "seed.py"] == sorted(
        names(found.not_scripts, tmp_path / "b")
    )


def test_several_homeworks_have_names_of_their_own(tmp_path: Path) -> None:
    """A name means what lies beside the importing file, unless that has not what is imported."""
    found = layout(
        tmp_path,
        models="class Room: x = 1\n",
        hw1__models="class Dog: x = 1\n",
        hw1__queries="from models import Dog\n",
        hw2__models="class Cat: x = 1\n",
        hw2__queries="from models import Cat\n",
        hw2__rooms="from models import Room\n",
    )
    for near, expected in {
        "hw1/queries": "hw1/models",
        "hw2/queries": "hw2/models",
        "hw2/rooms": "models",
    }.items():
        assert tmp_path / f"{expected}.py" == found.find("models", tmp_path / f"{near}.py")
    assert {"models"} == found.ambiguous


@pytest.mark.parametrize(
    "files",
    [
        {"main": "from flask import Flask\n", "flask__app": ""},
        {"main": "import flask\napp = flask.Flask(__name__)\n", "flask__app": ""},
        {"main": "import flask\n", "flask__app": ""},
        {"flask__app": "from flask import Flask\n", "flask__models": MODELS},
    ],
)
def test_a_folder_called_like_a_library_is_not_the_library(tmp_path: Path, files: dict[str, str]) -> None:
    """What is imported from a library does not lead to a folder of its name, for a library that is installed goes first."""
    near = tmp_path / (next(iter(files)).replace("__", "/") + ".py")
    assert layout(tmp_path, **files).find("flask", near) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from pandas import DataFrame\n", False),
        ("import pandas as pd\npd.DataFrame()\n", False),
        ("import pandas.io\n", False),
        ("from pandas import read\n", True),
        ("import pandas\npandas.read()\n", True),
    ],
)
def test_a_library_that_is_not_installed_is_not_a_file_of_its_name(
    tmp_path: Path, text: str, found: bool
) -> None:
    """A file somewhere else in the folder is meant where it has what is imported, and else nothing is."""
    layed = layout(tmp_path, main=text, tools__pandas="def read(): return 1\n")
    assert found == (layed.find_elsewhere("pandas", tmp_path / "main.py") is not None)
    whole = layout(tmp_path / "pandas", main=text, read="x = 1\n")
    assert found == (whole.find_elsewhere("pandas", tmp_path / "pandas/main.py") is not None)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ("", ["dog.py", "queries.py", "hw4/dog.py", "hw4/pets.py", "old/pets.py"]),
        ("dog.py", ["dog.py"]),
        ("hw4/dog.py", ["hw4/dog.py"]),
        ("hw4", ["hw4/dog.py", "hw4/pets.py"]),
    ],
)
def test_only_what_counts_is_imported(counts: str, expected: list[str], tmp_path: Path) -> None:
    """The file or folder that an exercise names is imported; the others are there for whoever imports them."""
    files = {
        "dog": "a = 1",
        "queries": "b = 1",
        "hw4__dog": "c = 1",
        "hw4__pets": "d = 1",
        "old__pets": "e = 1",
    }
    found = layout(tmp_path, counts=counts, **files)
    found.require_what_counts()
    assert sorted(expected) == sorted(names(found.modules, tmp_path))
    assert [] == list(found.remarks)
    assert tmp_path / "queries.py" == found.find("queries", tmp_path / "hw4/dog.py")


def test_what_counts_may_lie_deeper(tmp_path: Path) -> None:
    """A folder that was handed in within another one has the file that counts in it."""
    found = layout(
        tmp_path, counts="dog.py", ada__dog=FINISHED, ada__queries=FINISHED, ada__old__dog=FINISHED
    )
    assert ["ada/dog.py"] == names(found.modules, tmp_path)


def test_the_whole_may_be_the_folder_that_counts(tmp_path: Path) -> None:
    """A folder that is called as the exercise says counts with all that is in it."""
    found = layout(tmp_path / "hw4", counts="hw4", dog=FINISHED, lib__pets=MODELS)
    assert ["dog.py", "lib/pets.py"] == names(found.modules, tmp_path / "hw4")


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ("cat.py", r"there is no cat\.py in"),
        ("dog", "there is no dog in"),
        ("pets.py", r"there are several pets\.py: .*/a/pets\.py, .*/b/pets\.py"),
    ],
)
def test_what_counts_is_not_there(counts: str, message: str, tmp_path: Path) -> None:
    """A submission without the file that counts, or with several of that name, is told so."""
    found = layout(tmp_path, counts=counts, dog=FINISHED, a__pets=MODELS, b__pets=MODELS)
    with pytest.raises(ImportError, match=message):
        found.require_what_counts()
