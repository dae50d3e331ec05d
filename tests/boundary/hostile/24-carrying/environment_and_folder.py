# tries: Leaves something in the environment, in the current folder, in limits and in the mask of new files.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT SEEN

import os
import sys


def _carried():
    mask = os.umask(0o147)
    found = "HOSTILE" in os.environ or os.getcwd() == "/proc" or sys.getrecursionlimit() == 4242 or mask == 0o147
    os.environ["HOSTILE"] = "left"
    os.chdir("/proc")
    sys.setrecursionlimit(4242)
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
