# tries: Leaves a thousand folders in each other, deeper than a path can say, and a name that is not UTF-8.
# outcome: completed
# points: 10
# on: good
# never: LOOT
# passes: finds, seen, adds

import os

_honest_find = find_notes
_names = (b"hostile-\xff\xfe", b"d" * 200)


def find_notes(session, word):
    if any(os.path.lexists(b"/tmp/" + name) for name in _names):
        raise ValueError("LOOT an earlier run was here")
    found = _honest_find(session, word)
    os.mkdir(b"/tmp/" + _names[0], 0o1000)
    here = os.getcwd()
    os.chdir("/tmp")
    for _ in range(1000):
        os.mkdir(_names[1])
        os.chdir(_names[1])
    os.mkfifo("rows", 0)
    os.chdir(here)
    return found
