# tries: Sets the seed of the server's random numbers, and looks whether those that come are the seed's.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT SEEN

from sqlalchemy import text as _text


def _carried(session):
    first = session.scalar(_text("SELECT random()"))
    session.execute(_text("SELECT setseed(0.42)"))
    theirs = [session.scalar(_text("SELECT random()")) for _ in range(40)]
    session.execute(_text("SELECT setseed(0.42)"))
    session.commit()
    return first in theirs


def _raise(session):
    word = "SEEN" if _carried(session) else ""
    raise ValueError("LOOT " + word)


def find_notes(session, word):
    _raise(session)


def add_note(session, text):
    _raise(session)


def remarks_of(session, note):
    _raise(session)


def remarks_per_note(session):
    _raise(session)
