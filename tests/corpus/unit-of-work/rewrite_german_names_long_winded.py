"""Long-winded, one small step a line, with German names and comments for everything that is local."""

from sqlalchemy import Column
from sqlalchemy import Integer
from sqlalchemy import String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base

Basis = declarative_base()


class User(Basis):
    """Ein Benutzer: Namen dürfen sich wiederholen, E-Mail-Adressen nicht."""

    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    def __repr__(self):
        return "<User id={} name={!r} email={!r}>".format(self.id, self.name, self.email)


def _neuer_benutzer(name, email):
    """Baut das Objekt, ohne dass eine Sitzung davon weiß."""
    benutzer = User()
    benutzer.name = name
    benutzer.email = email
    return benutzer


def add_user(session, name, email):
    """Der Benutzer wartet in session.new; gesendet wird nichts."""
    benutzer = _neuer_benutzer(name, email)
    session.add(benutzer)
    return benutzer


def add_user_with_id(session, name, email):
    """Das INSERT wird gesendet, damit die id bekannt ist; festgeschrieben wird es nicht."""
    benutzer = _neuer_benutzer(name, email)
    session.add(benutzer)
    session.flush()
    return benutzer


def rename_user(session, user, name):
    """Eine Zuweisung genügt: die Sitzung merkt selbst, dass sich das Objekt geändert hat."""
    user.name = name


def delete_user(session, user):
    """Gelöscht wird erst beim nächsten flush."""
    session.delete(user)


def waiting(session):
    """Zählt, was in der Sitzung wartet."""
    anzahl_neu = len(session.new)
    anzahl_geaendert = len(session.dirty)
    anzahl_geloescht = len(session.deleted)

    ergebnis = {}
    ergebnis["new"] = anzahl_neu
    ergebnis["dirty"] = anzahl_geaendert
    ergebnis["deleted"] = anzahl_geloescht
    return ergebnis


def save(session):
    """Schreibt alles fest; wenn das nicht geht, wird nichts davon gespeichert."""
    # Vorher zählen, denn nach dem commit wartet nichts mehr.
    vorher = waiting(session)

    try:
        session.commit()
    except IntegrityError:
        # Die Sitzung muss danach wieder brauchbar sein.
        session.rollback()
        # Den Fehler soll der Aufrufer trotzdem sehen.
        raise

    return vorher


def discard(session):
    """Macht alles rückgängig, was nicht festgeschrieben ist."""
    session.rollback()


def would_fit(session, name, email):
    """Probiert es einfach aus, und räumt in jedem Fall wieder auf."""
    versuch = _neuer_benutzer(name, email)

    try:
        session.add(versuch)
        session.flush()
        passt = True
    except IntegrityError:
        passt = False
    finally:
        session.rollback()

    return passt


def replace_user(session, user, name):
    """Ersetzt den Benutzer durch einen anderen mit derselben Adresse."""
    adresse = user.email

    try:
        # Erster Schritt: die alte Zeile muss weg sein, damit die Adresse frei ist.
        session.delete(user)
        session.flush()

        # Zweiter Schritt: die neue Zeile.
        nachfolger = _neuer_benutzer(name, adresse)
        session.add(nachfolger)
        session.flush()

        # Dritter Schritt: beides zusammen festschreiben.
        session.commit()
    except IntegrityError:
        # Beides oder keines.
        session.rollback()
        raise

    return nachfolger
