# tries: Allocates without end at import.
# outcome: out_of_memory|import_failed
# on: nothing
# points: 0

_held = []
while True:
    _held.append(bytearray(1 << 20))
