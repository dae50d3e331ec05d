# tries: A prepared statement of psycopg 3, below SQLAlchemy: each execution fails, in savepoints of one transaction.
# outcome: completed
# points: 8
# on: good
# fails: few

import psycopg
from sqlalchemy import event

_STEP = "CREATE SEQUENCE step"
event.listen(Base.metadata, "after_create", lambda target, connection, **_: connection.exec_driver_sql(_STEP))

_ASK = b"""
SELECT ('<' || (
    SELECT a.key || ' ' || (SELECT count(*) FROM remarks r WHERE r.note_id = a.key)
      FROM (SELECT id AS key, row_number() OVER (ORDER BY id) AS nth FROM notes) a
     WHERE a.nth = (SELECT nextval('step'))) || '>')::int
"""


def remarks_per_note(session):
    connection = psycopg.connect("").pgconn
    connection.exec_(b"BEGIN")
    connection.prepare(b"ask", _ASK)
    found = {}
    while True:
        connection.exec_(b"SAVEPOINT before")
        answer = connection.exec_prepared(b"ask", [])
        if not answer.error_message:
            connection.finish()
            return found
        key, number = answer.error_message.split(b"<")[1].split(b">")[0].split()
        found[int(key)] = int(number)
        connection.exec_(b"ROLLBACK TO before")
