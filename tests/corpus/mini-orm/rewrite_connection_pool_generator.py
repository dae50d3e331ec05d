"""A psycopg2 connection pool behind a generator context manager that borrows a connection and always gives it back."""

import os
from contextlib import contextmanager

from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(minconn=1, maxconn=5, dsn=os.getenv("DATABASE_URL", "postgresql://localhost/myapp"))


@contextmanager
def borrowed_cursor():
    db = pool.getconn()
    try:
        with db.cursor() as cur:
            yield cur
        db.commit()
    except BaseException:
        db.rollback()
        raise
    finally:
        pool.putconn(db)


def init_db():
    with borrowed_cursor() as cur:
        cur.execute(
            "CREATE TABLE IF NOT EXISTS users ("
            "  id SERIAL PRIMARY KEY,"
            "  name VARCHAR(100) NOT NULL,"
            "  email VARCHAR(255) NOT NULL UNIQUE"
            ")"
        )


init_db()


class User:
    COLUMNS = ("id", "name", "email")

    def __init__(self, name, email):
        self.id = None
        self.name = name
        self.email = email

    def __repr__(self):
        return f"<User {self.id}: {self.name} <{self.email}>>"

    def save(self):
        if self.id is not None:
            with borrowed_cursor() as cur:
                cur.execute(
                    "UPDATE users SET name = %(name)s, email = %(email)s WHERE id = %(id)s",
                    vars(self),
                )
        else:
            with borrowed_cursor() as cur:
                cur.execute(
                    "INSERT INTO users (name, email) VALUES (%(name)s, %(email)s) RETURNING id",
                    vars(self),
                )
                new_id, = cur.fetchone()
            self.id = new_id

    def delete(self):
        with borrowed_cursor() as cur:
            cur.execute("DELETE FROM users WHERE id = %(id)s", vars(self))
        self.id = None

    @classmethod
    def get(cls, user_id):
        return cls._select("WHERE id = %s", user_id)

    @classmethod
    def find_by_email(cls, email):
        return cls._select("WHERE email = %s", email)

    @classmethod
    def _select(cls, where, value):
        with borrowed_cursor() as cur:
            cur.execute("SELECT id, name, email FROM users " + where, (value,))
            row = cur.fetchone()
        if row is None:
            return None
        user = cls.__new__(cls)
        vars(user).update(zip(cls.COLUMNS, row))
        return user


if __name__ == "__main__":
    bob = User("Bob", "bob@example.com")
    bob.save()
    print(User.find_by_email("bob@example.com"))
    bob.delete()
    pool.closeall()
