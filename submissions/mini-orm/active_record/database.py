import os

import psycopg2
from psycopg2.extras import DictCursor

connection = psycopg2.connect(os.environ.get("DATABASE_URL", "dbname=app"), cursor_factory=DictCursor)
connection.autocommit = True


def query(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone() if cursor.description else None
