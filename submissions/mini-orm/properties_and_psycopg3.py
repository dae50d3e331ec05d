"""psycopg 3 in place of psycopg2, a connection for each call, and attributes behind properties."""
# fails: nothing

import psycopg

DSN = "host=localhost dbname=postgres"

with psycopg.connect(DSN) as connection:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS users (id serial PRIMARY KEY, "
        "name varchar(100) NOT NULL, email varchar(255) NOT NULL UNIQUE)"
    )


class User:
    __slots__ = ("_id", "_name", "_email")

    def __init__(self, name, email):
        self._id = None
        self._name = name
        self._email = email

    @property
    def id(self):
        return self._id

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, value):
        self._name = value

    @property
    def email(self):
        return self._email

    @email.setter
    def email(self, value):
        self._email = value

    def save(self):
        with psycopg.connect(DSN) as connection:
            if self._id is None:
                row = connection.execute(
                    "INSERT INTO users (name, email) VALUES (%s, %s) RETURNING id", [self._name, self._email]
                ).fetchone()
                self._id = row[0]
            else:
                connection.execute(
                    "UPDATE users SET name = %s, email = %s WHERE id = %s", [self._name, self._email, self._id]
                )

    def delete(self):
        with psycopg.connect(DSN) as connection:
            connection.execute("DELETE FROM users WHERE id = %s", [self._id])
        self._id = None

    @staticmethod
    def get(id):
        return _find("id", id)

    @staticmethod
    def find_by_email(address):
        return _find("email", address)


def _find(column, value):
    with psycopg.connect(DSN) as connection:
        row = connection.execute(f"SELECT id, name, email FROM users WHERE {column} = %s", [value]).fetchone()
    if row is None:
        return None
    user = User(row[1], row[2])
    user._id = row[0]
    return user
