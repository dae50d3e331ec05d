# tries: Keeps its calls in a default that can be changed.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT SEEN

def _carried(kept=[]):
    found = bool(kept)
    kept.append(1)
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
