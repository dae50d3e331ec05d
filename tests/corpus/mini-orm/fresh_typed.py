"""One helper runs each statement in its own transaction (`with conn`), and a user's `id` says whether it is stored."""

# exercise: mini-orm

import psycopg2
from psycopg2.extras import RealDictCursor

conn = psycopg2.connect("postgresql://user:pass@localhost:5432/myapp", cursor_factory=RealDictCursor)


def run(sql, *params):
    """Execute one statement and commit it (or roll it back); return its first row, if it has any."""
    with conn, conn.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone() if cursor.description else None


run("""
    CREATE TABLE IF NOT EXISTS users (
        id SERIAL PRIMARY KEY,
        name VARCHAR(100) NOT NULL,
        email VARCHAR(255) NOT NULL UNIQUE
    )
""")


class User:
    def __init__(self, name, email):
        self.id = None
        self.name = name
        self.email = email

    def __repr__(self):
        return f"User(id={self.id!r}, name={self.name!r}, email={self.email!r})"

    def save(self):
        """Insert a new user, update one that is stored already."""
        row = None
        if self.id is not None:
            row = run(
                "UPDATE users SET name = %s, email = %s WHERE id = %s RETURNING id", self.name, self.email, self.id
            )
        if row is None:  # new, or its row is gone in the meantime
            row = run("INSERT INTO users (name, email) VALUES (%s, %s) RETURNING id", self.name, self.email)
        self.id = row["id"]

    def delete(self):
        """Delete the user's row."""
        if self.id is not None:
            run("DELETE FROM users WHERE id = %s", self.id)
            self.id = None

    @classmethod
    def get(cls, user_id):
        """The user with this id, or None."""
        return cls._from_row(run("SELECT id, name, email FROM users WHERE id = %s", user_id))

    @classmethod
    def find_by_email(cls, email):
        """The user with exactly this email, or None."""
        return cls._from_row(run("SELECT id, name, email FROM users WHERE email = %s", email))

    @classmethod
    def _from_row(cls, row):
        if row is None:
            return None
        user = cls(row["name"], row["email"])
        user.id = row["id"]
        return user
