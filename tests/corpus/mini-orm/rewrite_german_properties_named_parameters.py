"""German names inside, `__slots__` and properties (the id is read-only), named parameters, closing() for each call."""

from contextlib import closing

import psycopg2
from psycopg2.extras import DictCursor

ADRESSE = "postgresql://user:pass@localhost:5432/myapp"

TABELLE_ANLEGEN = """
    CREATE TABLE IF NOT EXISTS users (
        id SERIAL PRIMARY KEY,
        name VARCHAR(100) NOT NULL,
        email VARCHAR(255) NOT NULL UNIQUE
    )
"""


def ausfuehren(befehl, **werte):
    """Führt einen Befehl in einer eigenen Verbindung aus und gibt die erste Zeile zurück, falls es eine gibt."""
    with closing(psycopg2.connect(ADRESSE)) as verbindung:
        with verbindung, verbindung.cursor(cursor_factory=DictCursor) as zeiger:
            zeiger.execute(befehl, werte)
            zeile = zeiger.fetchone() if zeiger.description is not None else None
        return zeile


ausfuehren(TABELLE_ANLEGEN)


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
    def name(self, neuer_name):
        self._name = neuer_name

    @property
    def email(self):
        return self._email

    @email.setter
    def email(self, neue_email):
        self._email = neue_email

    @property
    def _ist_neu(self):
        return self._id is None

    def save(self):
        if self._ist_neu:
            zeile = ausfuehren(
                "INSERT INTO users (name, email) VALUES (%(name)s, %(email)s) RETURNING id",
                name=self._name,
                email=self._email,
            )
            self._id = zeile["id"]
        else:
            ausfuehren(
                "UPDATE users SET name = %(name)s, email = %(email)s WHERE id = %(nummer)s",
                name=self._name,
                email=self._email,
                nummer=self._id,
            )

    def delete(self):
        if self._ist_neu:
            return  # nichts gespeichert, nichts zu löschen
        ausfuehren("DELETE FROM users WHERE id = %(nummer)s", nummer=self._id)
        self._id = None

    @classmethod
    def get(cls, user_id):
        zeile = ausfuehren("SELECT id, name, email FROM users WHERE id = %(nummer)s", nummer=user_id)
        return cls._aus_zeile(zeile)

    @classmethod
    def find_by_email(cls, email):
        zeile = ausfuehren("SELECT id, name, email FROM users WHERE email = %(email)s", email=email)
        return cls._aus_zeile(zeile)

    @classmethod
    def _aus_zeile(cls, zeile):
        if zeile is None:
            return None
        benutzer = cls(zeile["name"], zeile["email"])
        benutzer._id = zeile["id"]
        return benutzer


if __name__ == "__main__":
    benutzerin = User("Käthe", "kaethe@example.com")
    benutzerin.save()
    print("Gespeichert als Nummer", benutzerin.id)
    benutzerin.delete()
