"""What a submission finds of the worker by name: nothing."""

from __future__ import annotations

import pytest

from grader.worker.protocol import Items
from tests.support.bench import Bench

LOOK = """
    import gc, sys

    FOUND = [name for name in sys.modules if name.split(".")[0] == "grader"]
    FOUND += [name for name in vars(sys.modules["__main__"]) if not name.startswith("__")]
    FOUND += [path for path in sys.path_importer_cache if "worker" in path]
    FOUND += [
        type(each).__name__ for each in gc.get_objects()
        if type(each).__name__ in ("Server", "Channel", "Recorder", "Confinement")
    ]

    def look():
        return FOUND
"""

AGAIN = """
    import importlib.util, sys, types
    from pathlib import Path
    from sqlalchemy import text

    frame = sys._getframe()
    while not frame.f_code.co_filename.endswith("worker/process/server.py"):
        frame = frame.f_back
    HERE = Path(frame.f_code.co_filename).parents[1]
    RUNNING = frame.f_globals["reporting"].statements.recorder

    def again(session):
        sys.modules["grader"] = types.ModuleType("grader")
        sys.modules["grader"].__path__ = [str(HERE.parent)]
        from grader.worker.observing.statements import recorder
        recorder.stop = recorder.start = recorder.record = lambda *_: 1 / 0
        session.execute(text("SELECT 1"))
        return recorder is RUNNING
"""


def test_nothing_of_the_worker_is_found_by_name(bench: Bench) -> None:
    """Neither among the modules, nor in the main one, nor among the objects that the collector lists."""
    assert Items("list", (), 0) == bench.call(LOOK, "look").value


def test_a_second_copy_of_the_worker_is_another_one(bench: Bench) -> None:
    """A submission may import the worker's code once more; what is running is not reached by that."""
    observation = bench.call(AGAIN, "again")
    assert (None, False) == (observation.raised, observation.value)
    assert ["SELECT 1"] == [statement.sql for statement in observation.statements]


@pytest.mark.parametrize("name", ["grader", "worker", "protocol"])
def test_a_submission_may_have_modules_of_these_names(bench: Bench, name: str) -> None:
    """What is not to be found by name is in nobody's way."""
    imported = bench.load(models=f"from {name} import NAME", **{name: f"NAME = '{name}'"})
    assert imported.raised is None
