from connexion import engine, make_session
from ecriture import add_message, create_user, reattach, save_user
from lecture import load_message, load_user, messages_of
from modeles import Base, Message, User

__all__ = [
    "Base",
    "Message",
    "User",
    "add_message",
    "create_user",
    "engine",
    "load_message",
    "load_user",
    "make_session",
    "messages_of",
    "reattach",
    "save_user",
]


if __name__ == "__main__":
    Base.metadata.create_all(engine)
    with make_session() as session:
        marie = create_user(session, "Marie", "marie@example.org", ["Bonjour"])
    print(marie.id, [message.content for message in marie.messages])
