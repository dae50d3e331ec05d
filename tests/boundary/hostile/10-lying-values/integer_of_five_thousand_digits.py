# tries: Says that each act gave an integer that Python cannot print.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_answer(lambda said: {**said, "value": {"is": "Scalar", "type": "int", "text": "9" * 5000}})
