# tries: Keeps a session, and the objects that it knows, with an error that was raised in it.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT SEEN

_errors = []


def _carried(session):
    found = bool(_errors)
    try:
        session.execute("no statement")
    except Exception as error:
        _errors.append(error)
    return found


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
