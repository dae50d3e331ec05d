# tries: Allocates without end.
# outcome: completed
# points: 7
# on: good
# fails: finds, seen
# finding: memory|MemoryError|Memory

def find_notes(session, word):
    held = []
    while True:
        held.append(bytearray(1 << 20))
