# tries: EXECUTE of a prepared statement, one for each note.
# outcome: completed
# points: 8
# on: good
# fails: few

from sqlalchemy import text


def remarks_per_note(session):
    session.execute(text("PREPARE one(int) AS SELECT count(*) FROM remarks WHERE note_id = $1"))
    keys = session.scalars(text("SELECT id FROM notes")).all()
    return {key: session.scalar(text(f"EXECUTE one({int(key)})")) for key in keys}
