"""A folder in layers: this module has all the SQL, as plain functions that take and give values, not users."""

from typing import NamedTuple, Optional

from database import transaction


class Row(NamedTuple):
    id: int
    name: str
    email: str


def create_table() -> None:
    with transaction() as cursor:
        cursor.execute("""
            CREATE TABLE IF NOT EXISTS users (
                id SERIAL PRIMARY KEY,
                name VARCHAR(100) NOT NULL,
                email VARCHAR(255) NOT NULL UNIQUE
            )
        """)


def insert(name: str, email: str) -> int:
    with transaction() as cursor:
        cursor.execute("INSERT INTO users (name, email) VALUES (%s, %s) RETURNING id", (name, email))
        return cursor.fetchone().id


def update(user_id: int, name: str, email: str) -> None:
    with transaction() as cursor:
        cursor.execute("UPDATE users SET name = %s, email = %s WHERE id = %s", (name, email, user_id))


def delete(user_id: int) -> None:
    with transaction() as cursor:
        cursor.execute("DELETE FROM users WHERE id = %s", (user_id,))


def by_id(user_id: int) -> Optional[Row]:
    with transaction() as cursor:
        cursor.execute("SELECT id, name, email FROM users WHERE id = %s", (user_id,))
        found = cursor.fetchone()
    return Row._make(found) if found else None


def by_email(email: str) -> Optional[Row]:
    with transaction() as cursor:
        cursor.execute("SELECT id, name, email FROM users WHERE email = %s", (email,))
        found = cursor.fetchone()
    return Row._make(found) if found else None
