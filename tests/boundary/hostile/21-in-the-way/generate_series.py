# tries: Asks for a million million rows.
# outcome: completed|timed_out|out_of_memory
# on: good
# fails: finds, seen

from sqlalchemy import text


def find_notes(session, word):
    return session.scalars(text("SELECT generate_series(1, 1000000000000)")).all()
