"""A decorator hands each method a cursor and ends its transaction, so that the methods are nothing but SQL."""

import functools

import psycopg2

db = psycopg2.connect(host="localhost", dbname="myapp", user="user", password="pass")


def in_transaction(function):
    """Call the function with a cursor after its first argument; commit when it returns, roll back when it raises."""

    @functools.wraps(function)
    def wrapper(owner, *args, **kwargs):
        cur = db.cursor()
        try:
            result = function(owner, cur, *args, **kwargs)
            db.commit()
            return result
        except:
            db.rollback()
            raise
        finally:
            cur.close()

    return wrapper


class User:
    def __init__(self, name, email):
        self.id = None
        self.name = name
        self.email = email

    def save(self):
        if self.id is None:
            self.id = self._insert()
        else:
            self._update()

    def delete(self):
        self._delete()
        self.id = None

    @classmethod
    @in_transaction
    def create_table(cls, cur):
        cur.execute(
            """CREATE TABLE IF NOT EXISTS users (
                   id SERIAL PRIMARY KEY,
                   name VARCHAR(100) NOT NULL,
                   email VARCHAR(255) NOT NULL UNIQUE
               )"""
        )

    @in_transaction
    def _insert(self, cur):
        cur.execute("INSERT INTO users (name, email) VALUES (%s, %s) RETURNING id", (self.name, self.email))
        return cur.fetchone()[0]

    @in_transaction
    def _update(self, cur):
        cur.execute("UPDATE users SET name = %s, email = %s WHERE id = %s", (self.name, self.email, self.id))

    @in_transaction
    def _delete(self, cur):
        cur.execute("DELETE FROM users WHERE id = %s", (self.id,))

    @classmethod
    @in_transaction
    def get(cls, cur, user_id):
        cur.execute("SELECT name, email, id FROM users WHERE id = %s", (user_id,))
        return cls._from_cursor(cur)

    @classmethod
    @in_transaction
    def find_by_email(cls, cur, email):
        cur.execute("SELECT name, email, id FROM users WHERE email = %s", (email,))
        return cls._from_cursor(cur)

    @classmethod
    def _from_cursor(cls, cur):
        for name, email, id_ in cur:
            user = cls(name, email)
            user.id = id_
            return user
        return None


User.create_table()
