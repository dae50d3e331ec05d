from sqlalchemy.orm import Session

from modeles import Message, User


def create_user(session: Session, name: str, email: str, contents: list[str]) -> User:
    utilisateur = User(name=name, email=email)
    utilisateur.messages = [Message(content=texte) for texte in contents]
    session.add(utilisateur)
    session.commit()
    return utilisateur


def reattach(session: Session, user: User) -> User:
    return session.merge(user)


def save_user(session: Session, user: User) -> User:
    enregistre = session.get_one(User, user.id)
    enregistre.name = user.name
    enregistre.email = user.email
    session.commit()
    return enregistre


def add_message(session: Session, user: User, content: str) -> Message:
    auteur = session.get_one(User, user.id)
    nouveau = Message(content=content, user=auteur)
    session.add(nouveau)
    session.commit()
    return nouveau
