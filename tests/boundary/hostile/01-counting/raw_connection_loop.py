# tries: One count for each note over engine.raw_connection().
# outcome: completed
# points: 8
# on: good
# fails: few
# finding: outside SQLAlchemy

def remarks_per_note(session):
    raw = session.get_bind().raw_connection()
    cursor = raw.cursor()
    cursor.execute("SELECT id FROM notes")
    found = {}
    for (key,) in cursor.fetchall():
        cursor.execute("SELECT count(*) FROM remarks WHERE note_id = %s", (key,))
        found[key] = cursor.fetchone()[0]
    raw.close()
    return found
