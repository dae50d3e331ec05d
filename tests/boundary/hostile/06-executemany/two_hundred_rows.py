# tries: One executemany instead of one statement.
# outcome: completed
# points: 8
# on: good
# fails: of-one

def remarks_of(session, note):
    cursor = session.connection().connection.cursor()
    cursor.executemany("UPDATE notes SET text = text WHERE id = %s", [(note.id,)] * 200)
    return session.scalar(select(func.count()).where(Remark.note_id == note.id))
