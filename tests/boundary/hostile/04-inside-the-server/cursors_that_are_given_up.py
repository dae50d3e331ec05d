# tries: A function opens a cursor for each note, and the transaction is rolled back before any of them ends.
# outcome: completed
# points: 8
# on: good
# fails: few

import psycopg2
from sqlalchemy import event

_SETUP = """
CREATE SEQUENCE step;
CREATE FUNCTION ask() RETURNS text LANGUAGE plpgsql AS $$ DECLARE answer refcursor; found text; BEGIN
    OPEN answer FOR SELECT a.key || '=' || (SELECT count(*) FROM public.remarks r WHERE r.note_id = a.key)
        FROM (SELECT id AS key, row_number() OVER (ORDER BY id) AS nth FROM public.notes) a
       WHERE a.nth = (SELECT nextval('public.step'));
    FETCH answer INTO found;
    RETURN found;
END $$;
"""
event.listen(Base.metadata, "after_create", lambda target, connection, **_: connection.exec_driver_sql(_SETUP))


def remarks_per_note(session):
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    cursor.execute("SELECT ask() FROM notes")
    pairs = [answer.partition("=") for (answer,) in cursor.fetchall()]
    connection.rollback()
    connection.close()
    return {int(key): int(number) for key, _, number in pairs}
