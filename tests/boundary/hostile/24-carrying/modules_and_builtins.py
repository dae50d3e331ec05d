# tries: Leaves something in modules of Python's, and in its builtins.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT SEEN

import builtins
import sys


def _carried():
    found = hasattr(builtins, "hostile") or "hostile" in sys.modules
    builtins.hostile = sys.modules["hostile"] = sys
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
