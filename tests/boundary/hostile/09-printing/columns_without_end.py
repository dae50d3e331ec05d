# tries: Says that each model has a hundred thousand columns.
# outcome: crashed
# on: wrong
# points: 0
# reaches: worker

_answer(lambda said: {**said, "models": [{**model, "columns": {f"c{i}": "id" for i in range(100_000)}} for model in said["models"]]}, "Imported")
