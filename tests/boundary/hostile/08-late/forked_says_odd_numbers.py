# tries: Says of each run, once it is over, that it ended by a signal that no system has, before it began.
# outcome: completed
# on: wrong
# points: 1
# reaches: worker

_answer(lambda said: {**said, "signal": 10**9, "cpu_seconds": -1e300}, "Forked")
