# tries: Says that its errors stand in files outside of it.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

import dataclasses

_p, _acts = _worker["protocol"], _worker["acts"]
_honest = _acts.RunOfActs.do


def _do(self, act):
    up = "../" * 6
    where = _p.Where("../../../solutions/notes/reference/good.py", 2)
    frames = tuple(_p.Frame(_p.Where(name, 1), "f", "x") for name in (
        "../../../../solutions/notes/reference/good.py", f"{up}etc/passwd", "/etc/passwd"))
    raised = _p.Raised("ValueError", ("ValueError",), "x", (*frames, _p.Frame(where, "f", "x")))
    return dataclasses.replace(_honest(self, act), raised=raised)


_acts.RunOfActs.do = _do
