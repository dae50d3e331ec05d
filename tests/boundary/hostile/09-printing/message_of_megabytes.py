# tries: Says that each act raised an error with a text of megabytes, in which patterns are looked for.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_RAISED = {"is": "Raised", "type": "UnmappedInstanceError", "bases": ["UnmappedInstanceError"], "message": "was a class " * 500_000, "frames": []}
_answer(lambda said: {**said, "raised": _RAISED})
