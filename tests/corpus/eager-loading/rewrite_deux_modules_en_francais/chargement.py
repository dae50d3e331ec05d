"""Deux modules, des noms francais pour tout ce qui est local, et session.query() sans une ligne de trop."""

from sqlalchemy import create_engine, func
from sqlalchemy.orm import Session, joinedload, selectinload

from tables_du_forum import Base, Login, Message, User

avec_messages = selectinload(User.messages)
avec_connexions = selectinload(User.logins)


def par_nom(requete):
    return requete.order_by(User.name).all()


def list_users(s):
    return par_nom(s.query(User))


def users_with_messages(s):
    return par_nom(s.query(User).options(avec_messages))


def messages_with_senders(s):
    return s.query(Message).options(joinedload(Message.user)).order_by(Message.id).all()


def users_who_wrote(s, word):
    auteurs = s.query(Message.user_id).filter(Message.content.contains(word))
    return par_nom(s.query(User).filter(User.id.in_(auteurs)).options(avec_messages))


def user_details(s, user_id):
    return s.query(User).options(avec_messages, avec_connexions).filter(User.id == user_id).first()


def activity(s):
    def combien(modele):
        return s.query(func.count()).filter(modele.user_id == User.id).correlate(User).scalar_subquery()

    lignes = s.query(User.id, combien(Message), combien(Login))
    return {cle: {"messages": ecrits, "logins": connexions} for cle, ecrits, connexions in lignes}


if __name__ == "__main__":
    moteur = create_engine("sqlite://")
    Base.metadata.create_all(moteur)
    with Session(moteur) as essai:
        essai.add(User(name="Ada", email="ada@example.com", messages=[Message(content="bonjour")]))
        essai.commit()
        print(activity(essai), users_who_wrote(essai, "jour")[0].messages[0].content)
