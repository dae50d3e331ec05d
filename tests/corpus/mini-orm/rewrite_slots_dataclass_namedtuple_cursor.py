"""A dataclass with slots, rows from a NamedTupleCursor, and `with conn, conn.cursor()` around each statement."""

from dataclasses import dataclass, field
from typing import Self

import psycopg2
from psycopg2.extras import NamedTupleCursor

conn = psycopg2.connect("postgresql://user:pass@localhost:5432/myapp", cursor_factory=NamedTupleCursor)

with conn, conn.cursor() as cur:
    cur.execute("""
        CREATE TABLE IF NOT EXISTS users (
            id SERIAL PRIMARY KEY,
            name VARCHAR(100) NOT NULL,
            email VARCHAR(255) UNIQUE NOT NULL
        )
    """)


@dataclass(slots=True)
class User:
    name: str
    email: str
    id: int | None = field(default=None, init=False)

    def save(self) -> None:
        match self.id:
            case None:
                with conn, conn.cursor() as cur:
                    cur.execute(
                        "INSERT INTO users (name, email) VALUES (%s, %s) RETURNING id",
                        [self.name, self.email],
                    )
                    inserted = cur.fetchone()
                self.id = inserted.id
            case stored_id:
                with conn, conn.cursor() as cur:
                    cur.execute(
                        "UPDATE users SET (name, email) = (%s, %s) WHERE id = %s",
                        [self.name, self.email, stored_id],
                    )

    def delete(self) -> None:
        with conn, conn.cursor() as cur:
            cur.execute("DELETE FROM users WHERE id = %s", [self.id])
        self.id = None

    @classmethod
    def get(cls, user_id: int) -> Self | None:
        with conn, conn.cursor() as cur:
            cur.execute("SELECT * FROM users WHERE id = %s", [user_id])
            if row := cur.fetchone():
                return cls._from(row)
        return None

    @classmethod
    def find_by_email(cls, email: str) -> Self | None:
        with conn, conn.cursor() as cur:
            cur.execute("SELECT * FROM users WHERE email = %s", [email])
            if row := cur.fetchone():
                return cls._from(row)
        return None

    @classmethod
    def _from(cls, row) -> Self:
        user = cls(row.name, row.email)
        user.id = row.id
        return user
