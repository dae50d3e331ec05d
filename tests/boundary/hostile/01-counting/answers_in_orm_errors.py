# tries: The same through the session and savepoints, where the listeners see each of them.
# outcome: completed
# points: at most 8
# on: good
# fails: few

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError


def _ask(session, query):
    try:
        with session.begin_nested():
            session.execute(text(f"SELECT ('<' || ({query})::text || '>')::int"))
    except DBAPIError as error:
        return str(error.orig).split("<")[1].split(">")[0]


def remarks_per_note(session):
    keys = _ask(session, "SELECT string_agg(id::text, ' ') FROM notes").split()
    return {int(key): int(_ask(session, f"SELECT count(*) FROM remarks WHERE note_id = {key}")) for key in keys}
