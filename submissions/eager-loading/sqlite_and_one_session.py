"""Tried out on SQLite: engine, tables and one session at the top, and some prints left in."""
# fails: nothing

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, func
from sqlalchemy.orm import declarative_base, joinedload, relationship, sessionmaker, subqueryload

engine = create_engine("sqlite:///chat.db", echo=False, connect_args={"check_same_thread": False})
Base = declarative_base()


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True, index=True)
    name = Column(String, nullable=False)
    email = Column(String, unique=True, index=True, nullable=False)
    messages = relationship("Message", back_populates="user", order_by="Message.id")
    logins = relationship("Login", back_populates="user")


class Message(Base):
    __tablename__ = "message"
    id = Column(Integer, primary_key=True, index=True)
    user_id = Column(Integer, ForeignKey("user.id"), nullable=False)
    content = Column(String, nullable=False)
    user = relationship("User", back_populates="messages")

    def __repr__(self):
        return f"<Message {self.id} from {self.user.name}>"


class Login(Base):
    __tablename__ = "login"
    id = Column(Integer, primary_key=True, index=True)
    user_id = Column(Integer, ForeignKey("user.id"), nullable=False)
    device = Column(String, nullable=False)
    user = relationship("User", back_populates="logins")


Base.metadata.create_all(engine)
session = sessionmaker(bind=engine)()
print("tables created")


def list_users(session):
    return session.query(User).order_by(User.name).all()


def users_with_messages(session):
    users = session.query(User).options(subqueryload(User.messages)).order_by(User.name).all()
    print(len(users), "users")
    return users


def messages_with_senders(session):
    return session.query(Message).options(joinedload(Message.user)).order_by(Message.id).all()


def users_who_wrote(session, word):
    return (
        session.query(User)
        .filter(User.messages.any(Message.content.like("%" + word + "%")))
        .options(subqueryload(User.messages))
        .order_by(User.name)
        .all()
    )


def user_details(session, user_id):
    user = session.query(User).filter_by(id=user_id).first()
    if not user:
        return None
    print(user.name, "has", len(user.messages), "messages and", len(user.logins), "logins")
    return user


def activity(session):
    result = {id: {"messages": 0, "logins": 0} for (id,) in session.query(User.id).all()}
    for id, n in session.query(Message.user_id, func.count()).group_by(Message.user_id):
        result[id]["messages"] = n
    for id, n in session.query(Login.user_id, func.count()).group_by(Login.user_id):
        result[id]["logins"] = n
    return result
