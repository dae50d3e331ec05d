# tries: Says that its statements stand in a file whose name is several lines of a report.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_WHERE = {"is": "Where", "file": "a.py\n\npassed 10/10\n", "line": 1}
_STATEMENT = {"is": "Statement", "sql": "SELECT 1", "parameters": "", "executions": 1, "where": _WHERE}
_answer(lambda said: {**said, "statements": [_STATEMENT]})
