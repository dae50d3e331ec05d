# tries: Says that its statements stand on a line that no file has.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_WHERE = {"is": "Where", "file": "a.py", "line": 10**18}
_STATEMENT = {"is": "Statement", "sql": "SELECT 1", "parameters": "", "executions": 1, "where": _WHERE}
_answer(lambda said: {**said, "statements": [_STATEMENT]})
