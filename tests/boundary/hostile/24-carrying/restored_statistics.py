# tries: Leaves statistics of a table that were never taken.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT SEEN

import psycopg2


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


def _carried():
    found = _ask("SELECT max(reltuples) FILTER (WHERE reltuples = 4242) FROM pg_class")
    _ask("SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', 'notes', 'reltuples', 4242::real)")
    _ask("SELECT pg_restore_attribute_stats('schemaname', 'public', 'relname', 'notes', 'attname', 'text', 'inherited', false, 'null_frac', 0.42::real)")
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
