# tries: A child process sends the statements.
# outcome: completed
# points: 8
# on: good
# fails: few

import json
import os

import psycopg2


def remarks_per_note(session):
    reader, writer = os.pipe()
    if os.fork() == 0:
        cursor = psycopg2.connect("").cursor()
        cursor.execute("SELECT id FROM notes")
        found = []
        for (key,) in cursor.fetchall():
            cursor.execute("SELECT count(*) FROM remarks WHERE note_id = %s", (key,))
            found.append((key, cursor.fetchone()[0]))
        os.write(writer, json.dumps(found).encode())
        os._exit(0)
    os.wait()
    return dict(json.loads(os.read(reader, 65536)))
