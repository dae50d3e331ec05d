# tries: Says that each act gave a list of a hundred thousand items, and all of them.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_answer(lambda said: {**said, "value": {"is": "Items", "type": "list", "items": [1] * 100_000, "length": 100_000}})
