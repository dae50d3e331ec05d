# tries: Counts over a second engine, built from the session's own URL.
# outcome: completed
# points: 8
# on: good
# fails: few

from sqlalchemy import create_engine, text


def remarks_per_note(session):
    engine = create_engine(session.get_bind().url)
    with engine.connect() as connection:
        keys = connection.scalars(text("SELECT id FROM notes")).all()
        query = text("SELECT count(*) FROM remarks WHERE note_id = :key")
        return {key: connection.scalar(query, {"key": key}) for key in keys}
