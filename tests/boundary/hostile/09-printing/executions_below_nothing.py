# tries: Says that statements were executed less than no times, so that the others come to nothing.
# outcome: crashed
# on: n_plus_one
# points: 1
# reaches: worker

_STATEMENT = {"is": "Statement", "sql": "SELECT 1", "parameters": "", "executions": -5, "where": None}
_answer(lambda said: {**said, "statements": [*said["statements"], _STATEMENT]})
