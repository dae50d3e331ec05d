# tries: Answers with as many empty lists as a message can hold, which take forty times its size once they are read.
# outcome: crashed
# on: wrong
# points: 1
# reaches: worker

_answer(lambda said: b"[" + b"[]," * 2_500_000 + b"[]]")
