# tries: Takes away the bounds that the worker itself keeps, and says what it likes.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_bounds = _worker["bounds"]
for _kind in ("Characters", "AtMost", "Between", "RelativePath", "Digits"):
    getattr(_bounds, _kind).fit = lambda self, value: value
_acts, _protocol = _worker["acts"], _worker["protocol"]
_acts.describe = lambda value: _protocol.Opaque("x" * 1_000_000, "y" * 1_000_000)
