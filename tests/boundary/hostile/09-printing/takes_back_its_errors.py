# tries: Lets the worker say that nothing was raised and all rows were loaded.
# outcome: completed
# points: 6
# on: n_plus_one
# fails: few, of-one
# reaches: worker

import dataclasses

_p, _acts = _worker["protocol"], _worker["acts"]
_honest = _acts.RunOfActs.do
_acts.RunOfActs.do = lambda self, act: dataclasses.replace(_honest(self, act), raised=None, problem=None, statements=())
_acts.RunOfActs.load = lambda self, request: _p.Loaded(None, ())
