# tries: Says that its errors stand in a file that no system can open.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_FRAME = {"is": "Frame", "where": {"is": "Where", "file": "a\0b.py", "line": 1}, "function": "f", "source": ""}
_RAISED = {"is": "Raised", "type": "ValueError", "bases": ["ValueError"], "message": "", "frames": [_FRAME]}
_answer(lambda said: {**said, "raised": _RAISED})
