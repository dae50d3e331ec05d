# tries: Leaves a row in a partition.
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
CREATE TABLE parts (x int) PARTITION BY LIST (x); CREATE TABLE part_one PARTITION OF parts FOR VALUES IN (1)
"""
event.listen(Base.metadata, "after_create", lambda target, connection, **_: connection.exec_driver_sql(_SETUP))


def _carried():
    found = _ask("SELECT count(*) FROM parts")
    _ask("INSERT INTO parts VALUES (1)")
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
