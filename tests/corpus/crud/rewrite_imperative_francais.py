"""Une table et une classe ordinaire réunies par map_imperatively(), des noms français à l'intérieur, et un point de sauvegarde à la création."""

from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, Integer, String, Table, create_engine, select
from sqlalchemy.orm import registry, sessionmaker

registre = registry()

utilisateurs = Table(
    "users",
    registre.metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("email", String(255), nullable=False, unique=True),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("created_at", DateTime, nullable=False, default=datetime.now),
)


class User:
    def __init__(self, name=None, email=None, **autres):
        self.name = name
        self.email = email
        for champ, valeur in autres.items():
            setattr(self, champ, valeur)

    def __repr__(self):
        return f"<User {self.id}: {self.name}>"


registre.map_imperatively(User, utilisateurs)

ACTIF = utilisateurs.c.is_active.is_(True)


def create_user(session, name, email):
    utilisateur = User(name, email)
    # Si l'adresse est prise, seul le point de sauvegarde est annulé, et l'erreur remonte.
    with session.begin_nested():
        session.add(utilisateur)
    session.commit()
    return utilisateur


def get_user(session, user_id):
    return session.get(User, user_id)


def first_by_name(session, name):
    requete = select(User).where(utilisateurs.c.name == name).order_by(utilisateurs.c.id).limit(1)
    return session.execute(requete).scalar_one_or_none()


def active_users(session):
    resultat = session.execute(select(User).where(ACTIF))
    return [utilisateur for (utilisateur,) in resultat]


def active_since(session, since, limit):
    requete = (
        select(User)
        .where(ACTIF)
        .where(utilisateurs.c.created_at > since)
        .order_by(utilisateurs.c.name)
        .limit(limit)
    )
    return [utilisateur for (utilisateur,) in session.execute(requete)]


def rename_user(session, user_id, name):
    utilisateur = get_user(session, user_id)
    if utilisateur is not None:
        utilisateur.name = name
        session.commit()
    return utilisateur


def delete_user(session, user_id):
    utilisateur = get_user(session, user_id)
    if utilisateur is None:
        return False
    session.delete(utilisateur)
    session.commit()
    return True


if __name__ == "__main__":
    moteur = create_engine("sqlite://", echo=True)
    registre.metadata.create_all(moteur)
    with sessionmaker(moteur)() as session:
        print(create_user(session, "Amélie", "amelie@example.com"))
        print(active_users(session))
