# tries: Answers with as many opening brackets as a message can hold.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_answer(lambda said: b"[" * 8_000_000)
