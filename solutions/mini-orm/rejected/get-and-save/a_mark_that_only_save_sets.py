"""save() looks at a mark that get() does not set, and inserts what came from get() again."""

import psycopg2
from psycopg2.extras import RealDictCursor

conn = psycopg2.connect("postgresql://user:pass@localhost:5432/myapp", cursor_factory=RealDictCursor)
cursor = conn.cursor()

cursor.execute("""
    CREATE TABLE IF NOT EXISTS users (
        id SERIAL PRIMARY KEY,
        name VARCHAR(100) NOT NULL,
        email VARCHAR(255) NOT NULL UNIQUE
    )
""")
conn.commit()


class User:
    def __init__(self, name, email):
        self.id = None
        self.is_stored = False
        self.name = name
        self.email = email

    def save(self):
        try:
            if not self.is_stored:
                cursor.execute(
                    "INSERT INTO users (name, email) VALUES (%s, %s) RETURNING id", (self.name, self.email)
                )
                self.id = cursor.fetchone()["id"]
                self.is_stored = True
            else:
                cursor.execute(
                    "UPDATE users SET name = %s, email = %s WHERE id = %s", (self.name, self.email, self.id)
                )
            conn.commit()
        except psycopg2.Error:
            conn.rollback()
            raise

    def delete(self):
        cursor.execute("DELETE FROM users WHERE id = %s", (self.id,))
        conn.commit()
        self.is_stored = False

    @classmethod
    def get(cls, user_id):
        cursor.execute("SELECT * FROM users WHERE id = %s", (user_id,))
        return cls._from_row(cursor.fetchone())

    @classmethod
    def find_by_email(cls, email):
        cursor.execute("SELECT * FROM users WHERE email = %s", (email,))
        return cls._from_row(cursor.fetchone())

    @classmethod
    def _from_row(cls, row):
        if row is None:
            return None
        user = cls(row["name"], row["email"])
        user.id = row["id"]
        return user
