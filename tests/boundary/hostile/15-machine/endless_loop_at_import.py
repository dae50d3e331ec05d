# tries: An endless loop at import.
# outcome: timed_out
# on: nothing
# points: 0

while True:
    pass
