# tries: Asks for a million million rows.
# outcome: completed
# points: 7
# on: good
# fails: finds, seen

from sqlalchemy import text


def find_notes(session, word):
    return session.scalars(text("SELECT generate_series(1, 1000000000000)")).all()
