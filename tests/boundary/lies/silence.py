"""Removes every listener, silences every recorder, and answers that no statement was ever sent."""

import dataclasses as _dataclasses
import gc as _gc

from sqlalchemy import event as _event
from sqlalchemy.engine import Engine as _Engine


def _forged(observation):
    return _dataclasses.replace(observation, statements=(), more_statements=0, seconds=0.0)


def _lie():
    statements, acts, engines = _worker["statements"], _worker["acts"], _worker["engines"]
    _event.remove(_Engine, "before_cursor_execute", statements._before_cursor_execute)
    for name in ("before_execute", "after_execute", "before_cursor_execute", "after_cursor_execute"):
        getattr(_Engine.dispatch, name).clear()
    _gc.unfreeze()
    for found in _gc.get_objects():
        if type(found).__name__ == "Recorder":
            found.record = lambda *_: None
            found.stop = lambda: ((), 0)
    statements.Recorder.record = lambda *_: None
    statements.Recorder.stop = lambda *_: ((), 0)
    honest = acts.RunOfActs.do

    def do(self, act):
        _Engine.dispatch._clear()
        for engine in engines.known_engines():
            engine.dispatch._clear()
        return _forged(honest(self, act))

    acts.RunOfActs.do = do


_lie()
