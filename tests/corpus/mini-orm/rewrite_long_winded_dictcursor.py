"""Long-winded and heavily commented: SQL in constants, DictCursor, every commit, rollback and close spelled out."""

import psycopg2
import psycopg2.extras

# ---------------------------------------------------------------------------
# Configuration
# ---------------------------------------------------------------------------

DATABASE_HOST = "localhost"
DATABASE_PORT = 5432
DATABASE_NAME = "myapp"
DATABASE_USER = "user"
DATABASE_PASSWORD = "pass"

# ---------------------------------------------------------------------------
# The SQL statements
# ---------------------------------------------------------------------------

CREATE_USERS_TABLE_SQL = """
    CREATE TABLE IF NOT EXISTS users (
        id     SERIAL        NOT NULL,
        name   VARCHAR(100)  NOT NULL,
        email  VARCHAR(255)  NOT NULL,
        CONSTRAINT users_pkey PRIMARY KEY (id),
        CONSTRAINT users_email_key UNIQUE (email)
    )
"""

INSERT_USER_SQL = """
    INSERT INTO users (name, email)
    VALUES (%(name)s, %(email)s)
    RETURNING id
"""

UPDATE_USER_SQL = """
    UPDATE users
    SET name = %(name)s,
        email = %(email)s
    WHERE id = %(id)s
"""

DELETE_USER_SQL = """
    DELETE FROM users
    WHERE id = %(id)s
"""

SELECT_USER_BY_ID_SQL = """
    SELECT id, name, email
    FROM users
    WHERE id = %(id)s
"""

SELECT_USER_BY_EMAIL_SQL = """
    SELECT id, name, email
    FROM users
    WHERE email = %(email)s
"""

# ---------------------------------------------------------------------------
# The connection
# ---------------------------------------------------------------------------

connection = psycopg2.connect(
    host=DATABASE_HOST,
    port=DATABASE_PORT,
    dbname=DATABASE_NAME,
    user=DATABASE_USER,
    password=DATABASE_PASSWORD,
)


def execute_statement(statement, parameters=None):
    """
    Execute one statement in a transaction of its own.

    The transaction is committed when the statement succeeds. When it fails,
    the transaction is rolled back, so that the connection can be used again,
    and the error is passed on to the caller.

    Returns the first row of the result as a DictRow, or None when the
    statement gives no rows.
    """
    cursor = connection.cursor(cursor_factory=psycopg2.extras.DictCursor)
    try:
        cursor.execute(statement, parameters)
        if cursor.description is None:
            # The statement is not one that returns rows.
            first_row = None
        else:
            first_row = cursor.fetchone()
    except Exception:
        connection.rollback()
        raise
    else:
        connection.commit()
        return first_row
    finally:
        cursor.close()


execute_statement(CREATE_USERS_TABLE_SQL)


# ---------------------------------------------------------------------------
# The class
# ---------------------------------------------------------------------------


class User(object):
    """A user, who can be stored in the table "users"."""

    def __init__(self, name, email):
        """Make a new user. Nothing is stored until save() is called."""
        self.id = None
        self.name = name
        self.email = email

    def is_stored(self):
        """Tell whether this user has a row in the table."""
        return self.id is not None

    def save(self):
        """Insert this user when it is new, update its row when it is not."""
        if self.is_stored():
            self._update_existing_row()
        else:
            self._insert_new_row()

    def _insert_new_row(self):
        parameters = {
            "name": self.name,
            "email": self.email,
        }
        row = execute_statement(INSERT_USER_SQL, parameters)
        # Only now, after the commit, the user knows its id.
        self.id = row["id"]

    def _update_existing_row(self):
        parameters = {
            "id": self.id,
            "name": self.name,
            "email": self.email,
        }
        execute_statement(UPDATE_USER_SQL, parameters)

    def delete(self):
        """Delete the row of this user."""
        if self.is_stored():
            execute_statement(DELETE_USER_SQL, {"id": self.id})
            # Without an id the user is new again: save() would insert it.
            self.id = None

    @classmethod
    def get(cls, user_id):
        """Return the user with this id, or None when there is no such user."""
        row = execute_statement(SELECT_USER_BY_ID_SQL, {"id": user_id})
        if row is None:
            return None
        else:
            return cls._make_user_from_row(row)

    @classmethod
    def find_by_email(cls, email):
        """Return the user with this email, or None when there is no such user."""
        row = execute_statement(SELECT_USER_BY_EMAIL_SQL, {"email": email})
        if row is None:
            return None
        else:
            return cls._make_user_from_row(row)

    @classmethod
    def _make_user_from_row(cls, row):
        user = cls(name=row["name"], email=row["email"])
        user.id = row["id"]
        return user


def main():
    """Try the class out."""
    user = User("Grace Hopper", "grace@example.com")
    user.save()
    print("Saved with id", user.id)

    user.name = "Rear Admiral Grace Hopper"
    user.save()
    print("Found again:", User.find_by_email("grace@example.com").name)

    user.delete()
    print("After the deletion:", User.find_by_email("grace@example.com"))


if __name__ == "__main__":
    main()
