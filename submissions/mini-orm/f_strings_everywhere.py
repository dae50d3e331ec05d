"""Statements put together with f-strings: fine until somebody is called O'Neill."""
# fails: odd-names, odd-emails

import psycopg2

conn = psycopg2.connect(host="localhost", dbname="shop", user="me", password="secret")
cur = conn.cursor()
cur.execute("DROP TABLE IF EXISTS users")
cur.execute("create table users (id serial primary key, name varchar(100) not null, email varchar(255) not null unique)")
conn.commit()


def run(sql):
    print("SQL:", sql)
    try:
        cur.execute(sql)
        conn.commit()
    except Exception as e:
        conn.rollback()
        raise e


class User:
    def __init__(self, name, email, id=None):
        self.id = id
        self.name = name
        self.email = email

    def save(self):
        if self.id:
            run(f"UPDATE users SET name = '{self.name}', email = '{self.email}' WHERE id = {self.id}")
        else:
            run(f"INSERT INTO users (name, email) VALUES ('{self.name}', '{self.email}') RETURNING id")
            self.id = cur.fetchone()[0]

    def delete(self):
        run(f"DELETE FROM users WHERE id = {self.id}")
        self.id = None

    @classmethod
    def get(cls, user_id):
        run(f"SELECT name, email, id FROM users WHERE id = {user_id}")
        row = cur.fetchone()
        return cls(*row) if row else None

    @classmethod
    def find_by_email(cls, email):
        run(f"SELECT name, email, id FROM users WHERE email = '{email}'")
        row = cur.fetchone()
        return cls(*row) if row else None
