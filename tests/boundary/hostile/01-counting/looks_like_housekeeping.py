# tries: Sends a driver's own look-up, word for word, with tables of its own of that name earlier on search_path.
# outcome: completed
# points: at most 8
# on: good
# fails: few

from sqlalchemy import event, text

_SCHEMA = """
CREATE VIEW pg_namespace AS SELECT id AS oid, id AS number FROM notes;
CREATE VIEW pg_type AS SELECT id AS oid, 1 AS typarray, note_id AS typnamespace, note_id::text AS typname FROM remarks;
"""
event.listen(Base.metadata, "after_create", lambda target, connection, **_: connection.exec_driver_sql(_SCHEMA))


def remarks_per_note(session):
    session.execute(text("SET search_path TO public, pg_catalog"))
    found = {}
    for key in session.scalars(select(Note.id)).all():
        query = "SELECT t.oid, typarray FROM pg_type t JOIN pg_namespace ns ON typnamespace = ns.oid WHERE typname = :key"
        found[key] = len(session.execute(text(query), {"key": str(key)}).all())
    return found
