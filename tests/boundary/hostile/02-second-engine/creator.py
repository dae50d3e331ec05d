# tries: An engine with a `creator=` of its own.
# outcome: completed
# points: 8
# on: good
# fails: few

import psycopg2
from sqlalchemy import create_engine, text


def remarks_per_note(session):
    engine = create_engine("postgresql+psycopg2://", creator=lambda: psycopg2.connect(host="elsewhere"))
    with engine.connect() as connection:
        keys = connection.scalars(text("SELECT id FROM notes")).all()
        query = text("SELECT count(*) FROM remarks WHERE note_id = :key")
        return {key: connection.scalar(query, {"key": key}) for key in keys}
