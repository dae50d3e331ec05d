"""What submissions may try (``hostile/``), and that none of it comes to anything.

Each module says in its header what it tries, how it must end and what it must not earn. What the grader does
not withstand yet stands in ``KNOWN_GAPS``; a gap that closes must be taken off the list.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from harness_hostile import Hostile, hostile

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
HARNESS = HERE / "harness_hostile.py"
NOBODY = 65534
PATIENCE = 300

KNOWN_GAPS: dict[str, str] = {
    "18-names/not_utf8": "A file name that is no UTF-8 cannot be told to a worker: its checks end as errors.",
}
"""What the grader does not withstand today: module → what it gets away with."""

MODULES = hostile()
ALONE = [module for module in MODULES if "alone" in module.header]
TOGETHER = [module for module in MODULES if "alone" not in module.header]
KEYS = {
    "tries", "outcome", "on", "fails", "passes", "points", "finding", "as", "needs", "make", "trick", "alone",
    "twice", "never", "note", "forges", "beyond",
}  # fmt: skip
LINES = range(1, 24)


class Place:
    """A folder that another user may look into, and what the harness told there."""

    def __init__(self, python: str, uid: int | None) -> None:
        self.python, self.uid = python, uid

    def run(self, *names: str, seconds: float = PATIENCE) -> dict[str, Any]:
        with tempfile.TemporaryDirectory(prefix="suite-", ignore_cleanup_errors=True) as folder:
            place, out = Path(folder) / "place", Path(folder) / "out.json"
            place.mkdir()
            if self.uid is not None:
                for path in (Path(folder), place):
                    os.chown(path, self.uid, self.uid)
            process = subprocess.Popen(
                [self.python, HARNESS, place, out, *names],
                cwd="/",
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
                env={"PATH": os.defpath, "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"},
                **({} if self.uid is None else {"user": self.uid, "group": self.uid, "extra_groups": []}),
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


def _other_interpreter() -> str | None:
    """An interpreter that nobody may run, with all that this one has: the system's, if it is the same version."""
    folder = Path(tempfile.mkdtemp(prefix="interpreter-"))
    folder.chmod(0o755)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    base = next(
        (path for path in (f"/usr/bin/{version}", f"/usr/local/bin/{version}") if Path(path).exists()), None
    )
    if base is None:
        return None
    subprocess.run([base, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    installed = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    theirs = folder / "venv/lib" / version / "site-packages"
    theirs.rmdir()
    theirs.symlink_to(installed)
    python = str(folder / "venv/bin/python")
    tried = subprocess.run(
        [python, "-c", "import grader.grading, sqlalchemy, psycopg2, psycopg"],
        cwd="/", env={"PATH": os.defpath}, capture_output=True, user=NOBODY, group=NOBODY, extra_groups=[],
        check=False,
    )  # fmt: skip
    return python if tried.returncode == 0 else None


def _users() -> list[str]:
    return ["root", "nobody"] if os.getuid() == 0 else ["user"]


@functools.cache
def _python_of_nobody() -> str | None:
    return _other_interpreter()


@pytest.fixture(scope="session", params=_users())
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    if request.param != "nobody":
        yield Place(sys.executable, None)
        return
    python = _python_of_nobody()
    if python is None:
        pytest.skip("no interpreter that an unprivileged user may run has all that is needed")
    yield Place(python, NOBODY)
    shutil.rmtree(Path(python).parents[2], ignore_errors=True)


@pytest.fixture(scope="session")
def told(place: Place) -> dict[str, Any]:
    """The suite, but for what must be alone."""
    return place.run()


def _marked(modules: list[Hostile]) -> list[Any]:
    return [
        pytest.param(
            module,
            id=module.name,
            marks=[pytest.mark.xfail(reason=KNOWN_GAPS[module.name], strict=True, raises=AssertionError)]
            if module.name in KNOWN_GAPS
            else [],
        )
        for module in modules
    ]


def test_every_line_of_the_catalogue_has_several_modules() -> None:
    numbers = [int(module.path.parent.name.partition("-")[0]) for module in MODULES]
    assert all(numbers.count(line) >= 2 for line in LINES)
    assert set(KNOWN_GAPS) <= {module.name for module in MODULES}
    for module in MODULES:
        assert module.header.keys() >= {"tries", "outcome"}, module.name
        assert module.header.keys() <= KEYS, module.name


@pytest.mark.hostile
@pytest.mark.parametrize("module", _marked(TOGETHER))
def test_hostile(module: Hostile, told: dict[str, Any]) -> None:
    _withstood(module, told)


@pytest.mark.hostile
@pytest.mark.parametrize("module", _marked(ALONE))
def test_hostile_alone(module: Hostile, place: Place) -> None:
    """What may keep the grader from going on: graded with nothing but an honest neighbour, and in time."""
    told = place.run(module.name, seconds=float(module.header["alone"]))
    assert "hung" not in told, "the grader does not come to an end"
    _withstood(module, told)
    _nobody_else_was_touched(told)


@pytest.mark.hostile
def test_nobody_else_was_touched(told: dict[str, Any]) -> None:
    _nobody_else_was_touched(told)


@pytest.mark.hostile
def test_nothing_is_left_behind(told: dict[str, Any]) -> None:
    """Of what the modules put somewhere; what those of ``KNOWN_GAPS`` leave is told there."""
    gaps = [name.partition("/")[2].replace("_", "-") for name in KNOWN_GAPS]
    assert [] == [left for left in told["left"] if not any(gap in left.replace("_", "-") for gap in gaps)]


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
    assert [name for name in module.listed("fails") if verdicts[name] == "passed"] == []
    assert [name for name in module.listed("passes") if verdicts[name] != "passed"] == []
    if module.at_most is not None:
        assert found["points"] <= module.at_most
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
