# tries: Says that each act gave a list that is shorter than nothing.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_answer(lambda said: {**said, "value": {"is": "Items", "type": "list", "items": [], "length": -(10**30)}})
