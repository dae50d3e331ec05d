# tries: Leaves a setting of its role, in every database and in this one.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT SEEN
# twice: yes

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
    found = _ask("SELECT current_setting('hostile.word', true)")
    _ask("ALTER ROLE CURRENT_USER SET hostile.word = 'left'")
    _ask("DO $$ BEGIN EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I SET hostile.word = %L', current_database(), 'left'); END $$")
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
