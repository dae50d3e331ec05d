# tries: Reads a null pointer.
# outcome: completed
# points: 7
# on: good
# fails: finds, seen
# finding: SIGSEGV|segmentation

import ctypes


def find_notes(session, word):
    return ctypes.string_at(0)
