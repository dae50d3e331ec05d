"""Behaviour in the models: an abstract base, mixins with declared_attr, and hybrids that the queries are made of."""

import re

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Text, and_, case, func, or_, select, text
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import declarative_base, declared_attr, joinedload, relationship

Base = declarative_base()

WEBMAIL = ("@gmail.com", "@yahoo.com")


class Entity(Base):
    """Table name from the class name, and a numeric key, for every model."""

    __abstract__ = True

    @declared_attr.directive
    def __tablename__(cls):
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower() + "s"

    @declared_attr
    def id(cls):
        return Column(Integer, primary_key=True)


class OwnedByUser:
    @declared_attr
    def user_id(cls):
        return Column(ForeignKey("users.id"), nullable=False)

    @declared_attr
    def user(cls):
        return relationship("User", back_populates=cls.__tablename__)


class User(Entity):
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True)
    is_active = Column(Boolean)

    messages = relationship("Message", back_populates="user")

    @hybrid_property
    def active(self):
        return self.is_active is True

    @active.inplace.expression
    @classmethod
    def _active(cls):
        return case((cls.is_active, True), else_=False)

    @hybrid_property
    def uses_webmail(self):
        return self.email is not None and self.email.endswith(WEBMAIL)

    @uses_webmail.inplace.expression
    @classmethod
    def _uses_webmail(cls):
        return or_(*(cls.email.endswith(domain) for domain in WEBMAIL))


class Message(OwnedByUser, Entity):
    content = Column(Text, nullable=False)

    @hybrid_method
    def mentions(self, words):
        return words in self.content

    @mentions.inplace.expression
    @classmethod
    def _mentions(cls, words):
        return cls.content.contains(words, autoescape=True)


def count_users(db):
    return db.scalar(select(func.count(User.id)))


def count_by_activity(db):
    answer = {}
    for value, number in db.execute(select(User.is_active, func.count(User.id)).group_by(User.is_active)):
        answer[value] = number
    return answer


def user_message_pairs(db):
    loaded = db.query(Message).options(joinedload(Message.user, innerjoin=True)).all()
    return [(message.user, message) for message in loaded]


def active_emails(db):
    return db.scalars(select(User.email).where(and_(User.active, User.email.isnot(None))).order_by(User.email)).all()


def webmail_users(db):
    return db.query(User).filter(User.active, User.uses_webmail).order_by(User.name).all()


def search_messages(db, words):
    return db.query(Message).filter(Message.mentions(words)).order_by(Message.id).all()


def message_counts(db, at_least):
    return (
        db.query(User.name, func.count(Message.id).label("number"))
        .outerjoin(Message, Message.user_id == User.id)
        .group_by(User.id)
        .having(func.count(Message.id) >= at_least)
        .order_by(text("number DESC"), User.name)
        .all()
    )


def find_by_name(db, name):
    sql = f"SELECT id, email FROM {User.__tablename__} WHERE name = :name"
    return [{"id": row.id, "email": row.email} for row in db.execute(text(sql), {"name": name})]
