# tries: One count for each note over a connection of its own.
# outcome: completed
# points: 8
# on: good
# fails: few
# finding: outside SQLAlchemy

import psycopg2


def remarks_per_note(session):
    connection = psycopg2.connect("host=example.org dbname=notes")
    cursor = connection.cursor()
    cursor.execute("SELECT id FROM notes")
    found = {}
    for (key,) in cursor.fetchall():
        cursor.execute("SELECT count(*) FROM remarks WHERE note_id = %s", (key,))
        found[key] = cursor.fetchone()[0]
    connection.close()
    return found
