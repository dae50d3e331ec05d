# tries: Says that each statement was executed so often that the sum has more digits than Python prints.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_STATEMENT = {"is": "Statement", "sql": "SELECT 1", "parameters": "", "executions": 10**4000, "where": None}
_answer(lambda said: {**said, "statements": [_STATEMENT] * 3})
