"""A mini ORM: users that save and find themselves. Replace every TODO; instructions.md says what is asked."""

# exercise: mini-orm

import psycopg2
from psycopg2.extras import RealDictCursor

conn = psycopg2.connect("postgresql://user:pass@localhost:5432/myapp", cursor_factory=RealDictCursor)
cursor = conn.cursor()

cursor.execute("""
    CREATE TABLE IF NOT EXISTS users (
        id SERIAL PRIMARY KEY
        -- TODO: name and email
    )
""")
conn.commit()


class User:
    def __init__(self, name, email):
        raise NotImplementedError  # TODO

    def save(self):
        """Insert a new user, update one that is stored already."""
        raise NotImplementedError  # TODO

    def delete(self):
        """Delete the user's row."""
        raise NotImplementedError  # TODO

    @classmethod
    def get(cls, user_id):
        """The user with this id, or None."""
        raise NotImplementedError  # TODO

    @classmethod
    def find_by_email(cls, email):
        """The user with exactly this email, or None."""
        raise NotImplementedError  # TODO
