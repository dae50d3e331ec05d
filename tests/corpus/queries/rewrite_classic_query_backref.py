"""The old classical style: ext.declarative, backref, session.query() and no annotations at all."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, create_engine, distinct, func, text
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import backref, relationship, sessionmaker

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=True)
    is_active = Column(Boolean, nullable=True)

    def __repr__(self):
        return "<User %r %r>" % (self.id, self.name)


class Message(Base):
    __tablename__ = "messages"

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey(User.id), nullable=False)
    content = Column(String, nullable=False)

    user = relationship(User, backref=backref("messages"))

    def __repr__(self):
        return "<Message %r of %r>" % (self.id, self.user_id)


def count_users(session):
    return session.query(User).count()


def count_by_activity(session):
    counted = session.query(User.is_active, func.count(distinct(User.id)))
    return dict(tuple(row) for row in counted.group_by(User.is_active))


def user_message_pairs(session):
    return session.query(User, Message).filter(Message.user_id == User.id).all()


def active_emails(session):
    emails = session.query(User.email).filter_by(is_active=True).filter(User.email.isnot(None))
    return [row.email for row in emails.order_by(User.email.asc())]


def webmail_users(session):
    webmail = User.email.endswith("@gmail.com") | User.email.endswith("@yahoo.com")
    return session.query(User).filter_by(is_active=True).filter(webmail).order_by(User.name).all()


def search_messages(session, words):
    return (
        session.query(Message)
        .filter(Message.content.contains(words, autoescape=True))
        .order_by(Message.id)
        .all()
    )


def message_counts(session, at_least):
    sent = func.count(Message.id)
    return (
        session.query(User.name, sent)
        .select_from(User)
        .outerjoin(User.messages)
        .group_by(User.id, User.name)
        .having(sent >= at_least)
        .order_by(sent.desc(), User.name)
        .all()
    )


def find_by_name(session, name):
    found = session.execute(text("SELECT id, email FROM users WHERE name = :wanted"), {"wanted": name})
    return [{"id": id_, "email": email} for id_, email in found.fetchall()]


if __name__ == "__main__":
    engine = create_engine("sqlite://", echo=True)
    Base.metadata.create_all(engine)
    db = sessionmaker(bind=engine)()
    ada = User(name="Ada", email="ada@gmail.com", is_active=True)
    ada.messages.append(Message(content="100% sure"))
    db.add_all([ada, User(name="Bob")])
    db.commit()
    print(count_by_activity(db), message_counts(db, 0), search_messages(db, "100%"))
    db.close()
