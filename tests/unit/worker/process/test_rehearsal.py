"""What is used once before any submission, and thrown away, is seen by none."""

from __future__ import annotations

import gc

from sqlalchemy.orm import mapperlib

from grader.worker.process import rehearsal
from tests.support.bench import SECONDS, Bench, call


def test_nothing_stays() -> None:
    """No model, table, registry or engine of the rehearsal is there after it."""
    before = len(mapperlib._all_registries())
    rehearsal.rehearse()
    assert len(mapperlib._all_registries()) == before
    kinds = ("Author", "Post", "_Connection", "_Cursor")
    assert not [
        each
        for each in gc.get_objects()
        if type(each).__name__ in kinds and "rehearsal" in type(each).__module__
    ]


def test_a_submission_sees_nothing_of_it(bench: Bench) -> None:
    """A submission finds no registry, session or class in its process but its own, and no driver of SQLite's."""
    lines = """
        import gc, sys
        from sqlalchemy.orm import close_all_sessions, mapperlib, session
        FOUND = [str(found) for found in mapperlib._all_registries()]
        FOUND += [name for name in sys.modules if "sqlite3" in name]
        FOUND += [str(found) for found in session._sessions.values()]
        FOUND += [str(cls) for cls in object.__subclasses__() if "rehearsal" in str(cls) and "_C" not in str(cls)]
        def look():
            return len(FOUND)
    """
    assert bench.load(lines).raised is None
    assert bench.run("look").do(call("look"), SECONDS).value == 0
