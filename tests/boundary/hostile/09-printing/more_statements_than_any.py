# tries: Says that so many more statements were sent that no report can hold the number.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_answer(lambda said: {**said, "more_statements": 10**4000})
