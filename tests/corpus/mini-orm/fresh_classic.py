"""One connection for the module, `with conn:` around every call so that it commits or rolls back, and the id tells a stored user from a new one."""

import psycopg2
from psycopg2.extras import RealDictCursor

conn = psycopg2.connect("postgresql://user:pass@localhost:5432/myapp", cursor_factory=RealDictCursor)

with conn, conn.cursor() as cursor:
    cursor.execute("""
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
        return f"<User(id={self.id}, name={self.name!r}, email={self.email!r})>"

    @classmethod
    def _from_row(cls, row):
        if row is None:
            return None
        user = cls(row["name"], row["email"])
        user.id = row["id"]
        return user

    @classmethod
    def _find(cls, sql, value):
        with conn, conn.cursor() as cursor:
            cursor.execute(sql, (value,))
            return cls._from_row(cursor.fetchone())

    def save(self):
        """Insert a new user, update one that is stored already."""
        # "with conn" commits at the end, and rolls back when an exception comes through
        with conn, conn.cursor() as cursor:
            if self.id is not None:
                cursor.execute(
                    "UPDATE users SET name = %s, email = %s WHERE id = %s",
                    (self.name, self.email, self.id),
                )
                if cursor.rowcount:
                    return
                # somebody deleted the row meanwhile: insert it again below
            cursor.execute(
                "INSERT INTO users (name, email) VALUES (%s, %s) RETURNING id",
                (self.name, self.email),
            )
            new_id = cursor.fetchone()["id"]
        # only after the commit, so that a failed save leaves the user as it was
        self.id = new_id

    def delete(self):
        """Delete the user's row."""
        if self.id is None:
            return
        with conn, conn.cursor() as cursor:
            cursor.execute("DELETE FROM users WHERE id = %s", (self.id,))
        self.id = None

    @classmethod
    def get(cls, user_id):
        """The user with this id, or None."""
        return cls._find("SELECT id, name, email FROM users WHERE id = %s", user_id)

    @classmethod
    def find_by_email(cls, email):
        """The user with exactly this email, or None."""
        return cls._find("SELECT id, name, email FROM users WHERE email = %s", email)


if __name__ == "__main__":
    alice = User("Alice", "alice@example.com")
    alice.save()
    print(User.get(alice.id))
    alice.name = "Alice B."
    alice.save()
    print(User.find_by_email("alice@example.com"))
    alice.delete()
    print(User.find_by_email("alice@example.com"))
