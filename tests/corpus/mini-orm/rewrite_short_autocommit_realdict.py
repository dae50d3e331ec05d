"""As short as it gets: one autocommit connection at the top, RealDictCursor rows and a helper that runs SQL."""

import psycopg2
from psycopg2.extras import RealDictCursor

conn = psycopg2.connect("dbname=myapp", cursor_factory=RealDictCursor)
conn.autocommit = True


def run(sql, *values):
    with conn.cursor() as cur:
        cur.execute(sql, values)
        return cur.fetchone() if cur.description else None


run(
    "CREATE TABLE IF NOT EXISTS users (id SERIAL PRIMARY KEY,"
    " name VARCHAR(100) NOT NULL, email VARCHAR(255) NOT NULL UNIQUE)"
)


class User:
    def __init__(self, name, email, id=None):
        self.id, self.name, self.email = id, name, email

    def save(self):
        if self.id is not None:
            run("UPDATE users SET name = %s, email = %s WHERE id = %s", self.name, self.email, self.id)
        else:
            self.id = run("INSERT INTO users (name, email) VALUES (%s, %s) RETURNING id", self.name, self.email)["id"]

    def delete(self):
        run("DELETE FROM users WHERE id = %s", self.id)
        self.id = None

    @classmethod
    def get(cls, user_id):
        row = run("SELECT id, name, email FROM users WHERE id = %s", user_id)
        return row and cls(**row)

    @classmethod
    def find_by_email(cls, email):
        row = run("SELECT id, name, email FROM users WHERE email = %s", email)
        return row and cls(**row)
