# tries: An endless loop at import.
# outcome: timed_out
# on: nothing
# points: at most 0

while True:
    pass
