"""SQL first: LATERAL joins count the activity, a DISTINCT join finds the writers, Load() objects do the loading."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, String, UniqueConstraint
from sqlalchemy import func, select, true
from sqlalchemy.orm import Load, declarative_base, joinedload, relationship, selectinload

Base = declarative_base()


class User(Base):
    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("email", name="account_email_key"),)

    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, nullable=False)

    messages = relationship("Message", back_populates="user")
    logins = relationship("Login", back_populates="user")


class Message(Base):
    __tablename__ = "account_message"
    __table_args__ = (
        ForeignKeyConstraint(["user_id"], ["account.id"], name="account_message_user_id_fkey"),
        {"comment": "what users write"},
    )

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, nullable=False)
    content = Column(String, nullable=False)

    user = relationship("User", back_populates="messages")


class Login(Base):
    __tablename__ = "account_login"

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("account.id"), nullable=False)
    device = Column(String, nullable=False)

    user = relationship("User", back_populates="logins")


def list_users(session):
    return list(session.scalars(select(User).order_by(User.name)))


def users_with_messages(session):
    return list(session.scalars(select(User).options(joinedload(User.messages)).order_by(User.name)).unique())


def messages_with_senders(session):
    query = select(Message).options(Load(Message).joinedload(Message.user)).order_by(Message.id)
    return list(session.scalars(query))


def users_who_wrote(session, word):
    query = (
        select(User)
        .join(User.messages)
        .where(func.strpos(Message.content, word) > 0)
        .distinct()
        .options(selectinload(User.messages))
        .order_by(User.name)
    )
    return list(session.scalars(query))


def user_details(session, user_id):
    query = (
        select(User)
        .where(User.id == user_id)
        .options(Load(User).selectinload(User.messages), Load(User).selectinload(User.logins))
    )
    return next(iter(session.scalars(query)), None)


def activity(session):
    sent = select(func.count().label("n")).where(Message.user_id == User.id).lateral("sent")
    made = select(func.count().label("n")).where(Login.user_id == User.id).lateral("made")
    query = select(User.id, sent.c.n, made.c.n).select_from(User).join(sent, true()).join(made, true())
    return {user_id: {"messages": n, "logins": m} for user_id, n, m in session.execute(query)}
