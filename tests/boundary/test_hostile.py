"""What submissions may try (``hostile/``), and that none of it comes to anything.

Each module says in its header what it tries, how it must end and what it must not earn.
"""

from __future__ import annotations

import atexit
import fcntl
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.support import harness_hostile
from tests.support.harness_hostile import Hostile, hostile
from tests.support.images import image

HERE = Path(__file__).resolve().parent
HARNESS = Path(harness_hostile.__file__)
NOBODY = 65534
PATIENCE = 900
"""Seconds until a grader that is still busy counts as hung: ten times what all modules of a place need when quiet."""
ENGINE = ("DOCKER_", "TESTCONTAINERS_", "TC_")
"""How the names begin of what tells the grader of a container engine."""

MODULES = hostile()
KEYS = {
    "tries", "outcome", "on", "fails", "passes", "points", "finding", "make", "trick", "alone", "twice", "never",
    "note", "beyond", "reaches",
}  # fmt: skip
LINES = range(1, 25)
ABOUT_POSTGRES = (*range(1, 7), 16, *range(19, 23), 24)
"""Lines of the catalogue where it matters which server it is. 16: a container has a port on this machine."""
ABOUT_THE_USER = (5, *range(7, 22))
"""Lines where it matters who grades: processes, files, and whose the embedded server is."""

PLACES = ("root", "nobody", "container") if os.getuid() == 0 else ("user", "container")
OURS = PLACES[0]
"""The one that every run of the tests includes."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing keeps submissions apart elsewhere")


class Place:
    """A user and a server, and what the harness told there."""

    def __init__(self, name: str, shared: Path) -> None:
        self._name, self._shared = name, shared

    @functools.cached_property
    def told(self) -> dict[str, Any]:
        """Of all modules but those that must be alone. With several pytest processes, the first one runs them."""
        out = self._shared / f"hostile-{self._name}.json"
        with (self._shared / f"hostile-{self._name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not out.exists():
                names = [module.name for place, module in TOGETHER if place == self._name]
                out.write_text(json.dumps(self.run(*names, seconds=PATIENCE)))
        told: dict[str, Any] = json.loads(out.read_text())
        assert "hung" not in told, "the grader does not come to an end"
        return told

    def run(self, *names: str, seconds: float) -> dict[str, Any]:
        uid = NOBODY if self._name == "nobody" else None
        provider = "container" if self._name == "container" else "embedded"
        with tempfile.TemporaryDirectory(prefix="suite-", ignore_cleanup_errors=True) as folder:
            place, out = Path(folder) / "place", Path(folder) / "out.json"
            place.mkdir()
            if uid is not None:
                for path in (Path(folder), place):
                    os.chown(path, uid, uid)
            engine = {name: value for name, value in os.environ.items() if name.startswith(ENGINE)}
            if provider == "container":
                engine["GRADER_POSTGRES_IMAGE"] = _image()
            process = subprocess.Popen(
                [
                    sys.executable if uid is None else _python_of_nobody(),
                    HARNESS,
                    provider,
                    place,
                    out,
                    *names,
                ],
                cwd="/",
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
                env={"PATH": os.defpath, "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8", **engine},
                **({} if uid is None else {"user": uid, "group": uid, "extra_groups": []}),
            )
            try:
                _, error = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                return {"hung": True}
            assert process.returncode == 0, error[-3000:]
            told: dict[str, Any] = json.loads(out.read_text())
            return told


@functools.cache
def _python_of_nobody() -> str:
    """An interpreter that nobody may run, with all that this one has: the system's, if it is the same version."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    base = next(
        (path for path in (f"/usr/bin/{version}", f"/usr/local/bin/{version}") if Path(path).exists()), None
    )
    if base is None:
        pytest.skip(f"no {version} that an unprivileged user may run")
    folder = Path(tempfile.mkdtemp(prefix="interpreter-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    subprocess.run([base, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    installed = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    theirs = folder / "venv/lib" / version / "site-packages"
    theirs.rmdir()
    theirs.symlink_to(installed)
    python = str(folder / "venv/bin/python")
    tried = subprocess.run(
        [python, "-c", "import grader.grading.grading, sqlalchemy, psycopg2, psycopg"],
        cwd="/", env={"PATH": os.defpath}, capture_output=True, user=NOBODY, group=NOBODY, extra_groups=[],
        check=False, text=True,
    )  # fmt: skip
    if tried.returncode:
        pytest.skip(f"an unprivileged user may not read all that is needed: {tried.stderr.splitlines()[-1]}")
    return python


@functools.cache
def _image() -> str:
    return image()


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Place]:
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return {name: Place(name, shared) for name in PLACES}


@pytest.fixture
def place(request: pytest.FixtureRequest, places: dict[str, Place]) -> Place:
    name: str = request.param
    if name == "container":
        _image()
    return places[name]


def _marks(place: str, module: Hostile | None = None) -> list[pytest.MarkDecorator]:
    asked_for = place != OURS or (module is not None and "alone" in module.header)
    return [pytest.mark.hostile] if asked_for else []


def _each(cases: list[tuple[str, Hostile]]) -> pytest.MarkDecorator:
    params = [
        pytest.param(place, module, id=f"{place}-{module.name}", marks=_marks(place, module))
        for place, module in cases
    ]
    return pytest.mark.parametrize(("place", "module"), params, indirect=["place"])


in_each_place = pytest.mark.parametrize(
    "place", [pytest.param(place, marks=_marks(place)) for place in PLACES], indirect=True
)
TRIED = {
    OURS: tuple(LINES),
    "nobody": tuple(LINES) if os.environ.get("FULL") else ABOUT_THE_USER,
    "container": ABOUT_POSTGRES,
}
CASES = [(place, module) for place in PLACES for module in MODULES if module.line in TRIED[place]]
TOGETHER = [case for case in CASES if "alone" not in case[1].header]
ALONE = [case for case in CASES if "alone" in case[1].header]


def test_every_line_of_the_catalogue_has_several_modules() -> None:
    numbers = [module.line for module in MODULES]
    assert all(numbers.count(line) >= 2 for line in LINES)
    for module in MODULES:
        assert module.header.keys() >= {"tries", "outcome", "on", "points"}, module.name
        assert module.header.keys() <= KEYS, module.name


@_each(TOGETHER)
def test_a_hostile_module_comes_to_what_its_header_says(place: Place, module: Hostile) -> None:
    _withstood(module, place.told)


@_each(ALONE)
def test_hostile_alone(place: Place, module: Hostile) -> None:
    """What may keep the grader from going on: graded with nothing but an honest neighbour, to the end."""
    told = place.run(module.name, seconds=PATIENCE)
    assert "hung" not in told, "the grader does not come to an end"
    _withstood(module, told)
    _nobody_else_was_touched(told)
    assert [] == told["left"] + told["forged"]


@in_each_place
def test_nobody_else_was_touched(place: Place) -> None:
    _nobody_else_was_touched(place.told)


@in_each_place
def test_nothing_is_left_behind(place: Place) -> None:
    """No process, file, shared memory, database, role or connection; and nothing of the course was changed."""
    assert [] == place.told["left"]
    assert [] == place.told["forged"]


# ---- what must hold ---------------------------------------------------------------------------


def _withstood(module: Hostile, told: dict[str, Any]) -> None:
    found = told["modules"][module.name]
    assert "escaped" not in found, found.get("escaped")
    verdicts = found["verdicts"]
    errors = {name: found["reasons"][name] for name, verdict in verdicts.items() if verdict == "error"}
    assert errors == {}, "an error of the grader's is not scored, and so worth having"
    assert found["outcome"] in module.listed("outcome")
    assert [] == found["secrets"]
    assert not found["traceback"]
    assert found["page"] == ""
    assert [] == found["unseen"]
    assert [] == found["commands"]
    assert [name for name in module.listed("fails") if verdicts[name] == "passed"] == []
    assert [name for name in module.listed("passes") if verdicts[name] != "passed"] == []
    assert module.allows(found["points"]), found["points"]
    base = module.header.get("on", "nothing")
    if base != "nothing" and module.header.get("beyond") != "base":
        assert found["points"] <= told["fresh"][base]["points"]
    if "finding" in module.header:
        assert any(words in found["findings"] for words in module.header["finding"].split("|"))
    if "never" in module.header:
        assert module.header["never"] not in found["findings"]
    assert [] == found["changed"]
    assert [] == [
        left for left in told["left"] if module.path.stem.replace("_", "-") in left.replace("_", "-")
    ]


def _nobody_else_was_touched(told: dict[str, Any]) -> None:
    """Honest submissions, beside the hostile ones and after them, get the grades of a fresh server."""
    same = ("outcome", "points", "max_points", "verdicts")

    def shown(graded: dict[str, Any]) -> dict[str, Any]:
        return {key: graded[key] for key in same}

    fresh, after = told["fresh"], told["after"]
    assert fresh["good"]["points"] == fresh["good"]["max_points"] == 10
    assert {name: shown(graded) for name, graded in fresh.items()} == {
        name: shown(graded) for name, graded in after.items()
    }
    assert [shown(fresh["good"])] * len(told["neighbours"]) == [
        shown(graded) for graded in told["neighbours"]
    ]
