# tries: execute_batch sends a hundred statements in one string.
# outcome: completed
# points: 8
# on: good
# fails: of-one

from psycopg2.extras import execute_batch


def remarks_of(session, note):
    cursor = session.connection().connection.cursor()
    execute_batch(cursor, "UPDATE notes SET text = text WHERE id = %s", [(note.id,)] * 200)
    return session.scalar(select(func.count()).where(Remark.note_id == note.id))
