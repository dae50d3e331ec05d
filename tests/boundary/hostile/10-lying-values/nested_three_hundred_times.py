# tries: Says that each act gave a list in a list, three hundred times.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_value = 1
for _ in range(300):
    _value = {"is": "Items", "type": "list", "items": [_value], "length": 1}
_answer(lambda said: {**said, "value": _value})
