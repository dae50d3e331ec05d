# tries: Leaves a number in the time of /tmp, and its mode, without any file.
# outcome: completed
# points: 10
# on: good
# never: LOOT
# passes: finds, seen, adds, of-one

import os

_honest_find, _honest_add, _honest_of = find_notes, add_note, remarks_of
_MARK = 424242


def _leave_and_look():
    state = os.stat("/tmp")
    told = int(state.st_mtime) == _MARK or state.st_mode & 0o7777 != 0o700
    os.utime("/tmp", (_MARK, _MARK))
    os.chmod("/tmp", 0o1711)
    if told:
        raise ValueError("LOOT an earlier run was here")


def find_notes(session, word):
    _leave_and_look()
    return _honest_find(session, word)


def add_note(session, text):
    _leave_and_look()
    return _honest_add(session, text)


def remarks_of(session, note):
    _leave_and_look()
    return _honest_of(session, note)
