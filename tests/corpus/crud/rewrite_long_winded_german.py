"""Ausführlicher Anfängerstil mit deutschen Namen: jeder Schritt steht für sich, mit Kommentaren und vielen Zwischenergebnissen."""

import datetime

import sqlalchemy
import sqlalchemy.exc
import sqlalchemy.orm


class Grundlage(sqlalchemy.orm.DeclarativeBase):
    """Die Grundlage aller Modelle."""


class ZeitstempelMixin:
    """Gibt einem Modell den Zeitpunkt seiner Entstehung."""

    created_at = sqlalchemy.Column(
        sqlalchemy.DateTime(),
        nullable=False,
        default=lambda: datetime.datetime.now(),
    )


class User(ZeitstempelMixin, Grundlage):
    """Ein Benutzer."""

    __tablename__ = "users"

    id = sqlalchemy.Column(sqlalchemy.Integer(), primary_key=True, autoincrement=True)
    name = sqlalchemy.Column(sqlalchemy.String(length=100), nullable=False)
    email = sqlalchemy.Column(sqlalchemy.String(length=255), nullable=False, unique=True)
    is_active = sqlalchemy.Column(sqlalchemy.Boolean(), nullable=False, default=True)


def create_user(session, name, email):
    """Legt einen Benutzer an und gibt ihn zurück."""

    # Schritt 1: Das Objekt entsteht, aber noch nicht in der Datenbank.
    neuer_benutzer = User()
    neuer_benutzer.name = name
    neuer_benutzer.email = email
    neuer_benutzer.is_active = True

    # Schritt 2: Es kommt in die Sitzung und von da in die Datenbank.
    session.add(neuer_benutzer)
    try:
        session.flush()
    except sqlalchemy.exc.IntegrityError:
        # Die Adresse gibt es schon: aufräumen und den Fehler weiterreichen.
        session.rollback()
        raise

    # Schritt 3: Jetzt gilt es für immer.
    session.commit()

    # Schritt 4: Die gespeicherten Werte werden frisch gelesen.
    session.refresh(neuer_benutzer)
    return neuer_benutzer


def get_user(session, user_id):
    """Gibt den Benutzer mit dieser Nummer zurück, sonst None."""
    gefundener_benutzer = session.get(User, user_id)
    if gefundener_benutzer is None:
        return None
    else:
        return gefundener_benutzer


def first_by_name(session, name):
    """Gibt von den Benutzern dieses Namens den mit der kleinsten Nummer zurück."""
    abfrage = sqlalchemy.select(User)
    abfrage = abfrage.where(User.name == name)
    abfrage = abfrage.order_by(User.id)
    ergebnis = session.execute(abfrage)
    alle_namensvettern = ergebnis.scalars().all()
    if len(alle_namensvettern) == 0:
        return None
    erster = alle_namensvettern[0]
    return erster


def active_users(session):
    """Gibt alle aktiven Benutzer als Liste zurück."""
    abfrage = sqlalchemy.select(User)
    abfrage = abfrage.where(User.is_active == sqlalchemy.true())
    liste = []
    for benutzer in session.scalars(abfrage):
        liste.append(benutzer)
    return liste


def active_since(session, since, limit):
    """Gibt die aktiven Benutzer zurück, die nach diesem Zeitpunkt kamen, höchstens so viele."""
    abfrage = sqlalchemy.select(User)
    ist_aktiv = User.is_active == sqlalchemy.true()
    kam_spaeter = User.created_at > since
    abfrage = abfrage.where(ist_aktiv)
    abfrage = abfrage.where(kam_spaeter)
    abfrage = abfrage.order_by(User.name.asc())
    abfrage = abfrage.limit(limit)
    liste = []
    for benutzer in session.scalars(abfrage):
        liste.append(benutzer)
    return liste


def rename_user(session, user_id, name):
    """Gibt dem Benutzer einen anderen Namen."""
    benutzer = get_user(session, user_id)
    if benutzer is None:
        return None
    setattr(benutzer, "name", name)
    session.flush()
    session.commit()
    session.refresh(benutzer)
    return benutzer


def delete_user(session, user_id):
    """Löscht den Benutzer. Sagt, ob es ihn gab."""
    benutzer = get_user(session, user_id)
    gab_es_ihn = benutzer is not None
    if gab_es_ihn:
        session.delete(benutzer)
        session.flush()
        session.commit()
    return gab_es_ihn


def hauptprogramm():
    maschine = sqlalchemy.create_engine("sqlite:///:memory:")
    Grundlage.metadata.create_all(maschine)
    sitzung = sqlalchemy.orm.Session(maschine)
    benutzer = create_user(sitzung, "Jürgen", "juergen@example.com")
    print("Angelegt:", benutzer.id, benutzer.name, benutzer.created_at)
    print("Umbenannt:", rename_user(sitzung, benutzer.id, "Jörg").name)
    print("Gelöscht:", delete_user(sitzung, benutzer.id))
    sitzung.close()


if __name__ == "__main__":
    hauptprogramm()
