"""Style très détaillé d'un débutant soigneux, avec des noms français : une étape par ligne, des constantes et des fonctions d'aide."""

from sqlalchemy import Column
from sqlalchemy import ForeignKey
from sqlalchemy import Integer
from sqlalchemy import String
from sqlalchemy import Text
from sqlalchemy import create_engine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base
from sqlalchemy.orm import relationship
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import sessionmaker

LONGUEUR_DU_NOM = 100
LONGUEUR_DU_TITRE = 100
LONGUEUR_DU_COURRIEL = 255
SEPARATEUR = ": "

moteur = create_engine("sqlite:///salon.db")
fabrique = sessionmaker(bind=moteur)
Session = scoped_session(fabrique)

Base = declarative_base()


class User(Base):
    """Une personne qui écrit."""

    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(LONGUEUR_DU_NOM), nullable=False)
    email = Column(String(LONGUEUR_DU_COURRIEL), nullable=False, unique=True)

    # Les messages appartiennent à la personne : ils disparaissent avec elle.
    messages = relationship(
        "Message",
        back_populates="user",
        order_by="asc(Message.id)",
        cascade="all, delete-orphan",
    )


class Room(Base):
    """Un salon où l'on peut ranger des messages."""

    __tablename__ = "rooms"

    id = Column(Integer, primary_key=True)
    title = Column(String(LONGUEUR_DU_TITRE), nullable=False)

    # Les messages survivent au salon.
    messages = relationship("Message", back_populates="room")


class Message(Base):
    """Un texte envoyé par une personne."""

    __tablename__ = "messages"

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    room_id = Column(Integer, ForeignKey("rooms.id"), nullable=True)
    content = Column(Text, nullable=False)

    user = relationship("User", back_populates="messages")
    room = relationship("Room", back_populates="messages")


def enregistrer(session):
    """Valide la transaction ; en cas de conflit, l'annule et transmet l'erreur."""
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise


def chercher(session, modele, numero):
    """Rend l'objet qui porte ce numéro, ou None."""
    requete = select(modele)
    requete = requete.where(modele.id == numero)
    resultat = session.execute(requete)
    return resultat.scalars().one_or_none()


def create_user(session, name, email, contents):
    personne = User()
    personne.name = name
    personne.email = email
    session.add(personne)

    for texte in contents:
        message = Message()
        message.content = texte
        personne.messages.append(message)

    enregistrer(session)
    return personne


def lines(session, user_id):
    personne = chercher(session, User, user_id)
    if personne is None:
        return []

    lignes = []
    for message in personne.messages:
        ligne = personne.name + SEPARATEUR + message.content
        lignes.append(ligne)
    return lignes


def sender(session, message_id):
    message = chercher(session, Message, message_id)
    if message is None:
        return None
    personne = message.user
    return personne.name


def add_message(session, user_id, content):
    personne = chercher(session, User, user_id)
    if personne is None:
        return None

    message = Message()
    message.content = content
    message.room = None
    personne.messages.append(message)
    enregistrer(session)
    return message


def remove_message(session, user_id, message_id):
    personne = chercher(session, User, user_id)
    if personne is None:
        return False

    message = chercher(session, Message, message_id)
    if message is None:
        return False

    if message.user_id != personne.id:
        return False

    personne.messages.remove(message)
    enregistrer(session)
    return True


def to_room(session, message_id, room_id):
    message = chercher(session, Message, message_id)
    if message is None:
        return None

    if room_id is None:
        # On sort le message de son salon.
        message.room = None
        enregistrer(session)
        return message

    salon = chercher(session, Room, room_id)
    if salon is None:
        return None

    if message not in salon.messages:
        salon.messages.append(message)
    enregistrer(session)
    return message


if __name__ == "__main__":
    Base.metadata.drop_all(moteur)
    Base.metadata.create_all(moteur)
    ma_session = Session()
    zoe = create_user(ma_session, "Zoé", "zoe@example.com", ["Bonjour !", "Ça va ?"])
    print(lines(ma_session, zoe.id))
    Session.remove()
