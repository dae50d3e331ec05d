# tries: Replaces describe.
# outcome: completed
# on: wrong
# points: 3
# beyond: base
# note: the worker's claims are its own: a constant that is right is right
# reaches: worker

_worker["acts"].describe = lambda value: 7
