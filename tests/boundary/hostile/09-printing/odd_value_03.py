# tries: Lets the worker answer each act with Scalar("datetime", "0001-01-01T00:00:00+23:59"), hoping for an error of the grader's, which is not scored.
# outcome: completed
# on: wrong
# points: 1
# reaches: worker

import dataclasses

_p, _acts = _worker["protocol"], _worker["acts"]
_honest = _acts.RunOfActs.do
_value = _p.Scalar("datetime", "0001-01-01T00:00:00+23:59")
_acts.RunOfActs.do = lambda self, act: dataclasses.replace(_honest(self, act), value=_value, raised=None, problem=None)
