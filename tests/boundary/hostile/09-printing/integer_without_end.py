# tries: Answers with a number of millions of digits.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_answer(lambda said: b"9" * 8_000_000)
