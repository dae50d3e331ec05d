# tries: Says that it has a hundred thousand functions.
# outcome: crashed
# on: wrong
# points: 0
# reaches: worker

_FUNCTION = {"is": "FunctionReport", "name": "f", "where": None}
_answer(lambda said: {**said, "functions": [_FUNCTION] * 100_000}, "Imported")
