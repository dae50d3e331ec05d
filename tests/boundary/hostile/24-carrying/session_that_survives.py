# tries: Keeps a connection with a transaction open in a thread, and asks it again.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT SEEN

import threading

import psycopg2

_kept = []


def _hold():
    connection = psycopg2.connect("")
    connection.cursor().execute("CREATE TEMPORARY TABLE left_here (x int)")
    _kept.append(connection)
    threading.Event().wait(60)


def _carried():
    found = bool(_kept)
    thread = threading.Thread(target=_hold, daemon=True)
    thread.start()
    while not _kept and thread.is_alive():
        pass
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
