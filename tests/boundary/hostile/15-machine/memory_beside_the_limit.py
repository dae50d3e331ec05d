# tries: Allocates in children, which have limits of their own.
# outcome: completed|out_of_memory|crashed
# points: 7
# on: good
# fails: finds, seen

import mmap
import os


def find_notes(session, word):
    for _ in range(8):
        if os.fork() == 0:
            held = mmap.mmap(-1, 100 << 20)
            held[:] = b'x' * (100 << 20) if False else bytes(100 << 20)
            os._exit(0)
    return []
