# tries: Leaves a hook of the garbage collector, and something that comes back when it is collected.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT SEEN

import gc
import weakref

_kept = []


class _Phoenix:
    def __del__(self):
        _kept.append(self)


def _carried():
    found = bool(_kept) or any(getattr(hook, "__name__", "") == "_hook" for hook in gc.callbacks)
    gc.callbacks.append(_hook)
    weakref.finalize(_Phoenix(), print)
    return found


def _hook(phase, info):
    pass


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
