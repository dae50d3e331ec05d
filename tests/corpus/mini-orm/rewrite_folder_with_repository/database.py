"""A folder in layers: this module owns the one connection and its transactions, and the others know nothing of it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2.extensions import cursor as Cursor
from psycopg2.extras import NamedTupleCursor

from settings import DATABASE_URL

_connection = psycopg2.connect(DATABASE_URL)


@contextmanager
def transaction() -> Iterator[Cursor]:
    with _connection, _connection.cursor(cursor_factory=NamedTupleCursor) as cursor:
        yield cursor
