# tries: Counts its runs with a sequence that goes down, in a cycle, with a cache.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT SEEN

import psycopg2
from sqlalchemy import event


def _ask(query):
    connection = psycopg2.connect("")
    connection.autocommit = True
    try:
        cursor = connection.cursor()
        cursor.execute(query)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None
    except psycopg2.Error:
        return None
    finally:
        connection.close()


_SETUP = """
CREATE SEQUENCE down INCREMENT -3 MINVALUE -50 MAXVALUE -2 START -7 CACHE 5 CYCLE
"""
event.listen(Base.metadata, "after_create", lambda target, connection, **_: connection.exec_driver_sql(_SETUP))


def _carried():
    found = _ask("SELECT is_called FROM down")
    _ask("SELECT nextval('down'), nextval('down')")
    return bool(found)


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
