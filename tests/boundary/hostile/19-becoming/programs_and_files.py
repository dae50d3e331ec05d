# tries: COPY to and from programs and files; pg_read_file, pg_ls_dir, lo_import, lo_export.
# outcome: completed
# on: wrong
# points: 1
# never: DONE

_QUERIES = ["COPY notes TO PROGRAM 'id > /tmp/hostile-program'", "COPY notes FROM PROGRAM 'id'", "COPY notes TO '/tmp/hostile-copy'", "SELECT pg_read_file('postgresql.conf')", "SELECT pg_ls_dir('.')", "SELECT lo_import('/etc/passwd')", "SELECT lo_export(lo_from_bytea(0, 'x'), '/tmp/hostile-export')", "SELECT pg_read_binary_file('/etc/passwd')", "SELECT pg_stat_file('.')"]

import psycopg2


def _loot():
    found = []
    for query in _QUERIES:
        connection = psycopg2.connect("")
        connection.autocommit = True
        cursor = connection.cursor()
        try:
            cursor.execute(query)
            found.append("DONE " + query[:60] + " " + str(cursor.fetchall() if cursor.description else "")[:200])
        except psycopg2.Error as error:
            found.append(type(error).__name__)
        connection.close()
    return " ".join(found)


def find_notes(session, word):
    raise ValueError("LOOT " + _loot())
