# tries: Leaves settings, a temporary table and a prepared statement on the connection of the session, which a pool keeps.
# outcome: completed
# on: wrong
# points: 1
# never: LOOT SEEN

from sqlalchemy import text as _text


def _carried(session):
    found = session.scalar(_text("SELECT current_setting('hostile.word', true)"))
    found = found or session.scalar(_text("SELECT count(*) FROM pg_prepared_statements WHERE name = 'hostile'"))
    session.execute(_text("SELECT set_config('hostile.word', 'left', false)"))
    session.execute(_text("PREPARE hostile AS SELECT 1"))
    session.commit()
    return bool(found)


def _raise(session):
    word = "SEEN" if _carried(session) else ""
    raise ValueError("LOOT " + word)


def find_notes(session, word):
    _raise(session)


def add_note(session, text):
    _raise(session)


def remarks_of(session, note):
    _raise(session)


def remarks_per_note(session):
    _raise(session)
