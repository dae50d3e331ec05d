# tries: Failing executions of a prepared statement, each with 9 MB of text: more than is read of what was written down.
# outcome: completed
# points: 8
# on: good
# fails: few

import psycopg2
from sqlalchemy import event

_STEP = "CREATE SEQUENCE step"
event.listen(Base.metadata, "after_create", lambda target, connection, **_: connection.exec_driver_sql(_STEP))

_ASK = """
PREPARE ask AS SELECT ('<' || (
    SELECT a.key || ' ' || (SELECT count(*) FROM remarks r WHERE r.note_id = a.key)
      FROM (SELECT id AS key, row_number() OVER (ORDER BY id) AS nth FROM notes) a
     WHERE a.nth = (SELECT nextval('step'))) || '>' || repeat('x', 9000000))::int
"""


def remarks_per_note(session):
    connection = psycopg2.connect("")
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(_ASK)
    found = {}
    while True:
        try:
            cursor.execute("EXECUTE ask")
        except psycopg2.Error as error:
            key, number = error.args[0][:100].split("<")[1].split(">")[0].split()
            found[int(key)] = int(number)
        else:
            connection.close()
            return found
