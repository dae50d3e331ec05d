"""A hand-written context manager class opens a connection for each call and gives tuples; annotated throughout."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Optional, Type

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

DSN: str = os.environ.get("DATABASE_URL", "postgresql://user:pass@localhost:5432/myapp")


class Transaction:
    """Open, hand out a cursor, commit or roll back, close."""

    connection: Connection

    def __enter__(self) -> Cursor:
        self.connection = psycopg2.connect(DSN)
        return self.connection.cursor()

    def __exit__(
        self,
        exc_type: Optional[Type[BaseException]],
        exc: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        try:
            if exc_type is None:
                self.connection.commit()
            else:
                self.connection.rollback()
        finally:
            self.connection.close()


def create_table() -> None:
    with Transaction() as cur:
        cur.execute(
            """
            CREATE TABLE IF NOT EXISTS users (
                id SERIAL PRIMARY KEY,
                name VARCHAR(100) NOT NULL,
                email VARCHAR(255) NOT NULL UNIQUE
            )
            """
        )


create_table()


class User:
    id: Optional[int]
    name: str
    email: str

    def __init__(self, name: str, email: str) -> None:
        self.id = None
        self.name = name
        self.email = email

    def __repr__(self) -> str:
        return f"User(id={self.id!r}, name={self.name!r}, email={self.email!r})"

    def save(self) -> None:
        if self.id is None:
            self.id = self._insert()
        else:
            self._update()

    def _insert(self) -> int:
        with Transaction() as cur:
            cur.execute("INSERT INTO users (name, email) VALUES (%s, %s) RETURNING id", (self.name, self.email))
            new_id: int = cur.fetchone()[0]
        return new_id

    def _update(self) -> None:
        with Transaction() as cur:
            cur.execute("UPDATE users SET name = %s, email = %s WHERE id = %s", (self.name, self.email, self.id))

    def delete(self) -> None:
        if self.id is None:
            return
        with Transaction() as cur:
            cur.execute("DELETE FROM users WHERE id = %s", (self.id,))
        self.id = None

    @classmethod
    def get(cls, user_id: int) -> Optional[User]:
        with Transaction() as cur:
            cur.execute("SELECT id, name, email FROM users WHERE id = %s", (user_id,))
            return cls._load(cur.fetchone())

    @classmethod
    def find_by_email(cls, email: str) -> Optional[User]:
        with Transaction() as cur:
            cur.execute("SELECT id, name, email FROM users WHERE email = %s", (email,))
            return cls._load(cur.fetchone())

    @classmethod
    def _load(cls, row: Optional[tuple[int, str, str]]) -> Optional[User]:
        if row is None:
            return None
        user_id, name, email = row
        user = cls(name, email)
        user.id = user_id
        return user


if __name__ == "__main__":
    ada = User("Ada", "ada@example.com")
    ada.save()
    print(User.get(ada.id))
    ada.delete()
