# tries: Leaves files where it may write, and a descriptor with a number of its own.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT SEEN
# twice: yes

import os
import tempfile

_places = ["/dev/shm", "/tmp", tempfile.gettempdir(), os.getcwd()]


def _carried():
    found = any(os.path.exists(f"{place}/hostile-carrying") for place in _places)
    for place in _places:
        try:
            open(f"{place}/hostile-carrying", "w").close()
        except OSError:
            pass
    try:
        os.fstat(77)
        found = True
    except OSError:
        os.dup2(os.open("/dev/null", os.O_RDONLY), 77)
    return found


def _raise():
    word = "SEEN" if _carried() else ""
    raise ValueError("LOOT " + word)


def find_notes(session, word):
    _raise()


def add_note(session, text):
    _raise()


def remarks_of(session, note):
    _raise()


def remarks_per_note(session):
    _raise()
