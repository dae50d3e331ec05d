"""A submission's own connection to its database, and statements on it."""

from __future__ import annotations

from typing import Any

import psycopg

from grader.postgres.database import Database


def connect(database: Database, **other: Any) -> psycopg.Connection[Any]:
    """A connection as the submission has it; ``other`` parts of the address instead of its own."""
    target = database.target
    address = {
        "host": target.host,
        "port": target.port,
        "dbname": target.dbname,
        "user": target.user,
        "password": target.password,
        "autocommit": True,
    }
    return psycopg.connect(**{**address, **other})


def run(database: Database, *statements: str) -> None:
    """Run statements as the submission, on a connection of its own."""
    with connect(database) as connection:
        for statement in statements:
            connection.execute(statement.encode())
