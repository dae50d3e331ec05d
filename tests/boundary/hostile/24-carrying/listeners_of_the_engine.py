# tries: Listens to every engine, and keeps what it heard; looks at counts of caches and pools.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT SEEN

from sqlalchemy import event
from sqlalchemy.engine import Engine

_heard = []


def _carried():
    found = bool(_heard)
    event.listen(Engine, "checkout", lambda *_: _heard.append(1))
    _heard.append(0)
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
