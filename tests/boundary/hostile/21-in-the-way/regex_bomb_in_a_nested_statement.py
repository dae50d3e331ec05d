# tries: The same for the patterns of nested statements.
# outcome: completed
# points: 8
# on: good
# fails: of-one

def remarks_of(session, note):
    cursor = session.connection().connection.cursor()
    bomb = "FROM a fk LEFT OUTER JOIN b pk ON" .replace("ON", "") * 5_000
    cursor.execute("DO $$ BEGIN EXECUTE 'SELECT fk.id FROM notes fk /* %s */'; END $$" % bomb)
    return session.scalar(select(func.count()).where(Remark.note_id == note.id))
