# tries: Leaves a bit in the time at which a link to its own file was last followed.
# outcome: completed
# points: 10
# on: good
# make: folder
# never: LOOT
# passes: finds, seen

import os

_honest_find = find_notes
_seen = os.lstat("/tmp/notes.txt").st_atime_ns


def find_notes(session, word):
    if os.lstat("/tmp/notes.txt").st_atime_ns != _seen or os.stat("/tmp").st_atime_ns != _listed:
        raise ValueError("LOOT an earlier run was here")
    with open("/tmp/notes.txt") as file:
        file.read()
    os.listdir("/tmp")
    return _honest_find(session, word)


_listed = os.stat("/tmp").st_atime_ns
