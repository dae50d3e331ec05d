
import sys, os
sys.path.append(os.path.join(os.path.dirname(__file__), ".."))

from settings import *


class Mixin:
    id = Column(Integer, primary_key=True)
    created_at = Column(DateTime, server_default=func.now())

    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower() + "s"


class User(Base, Mixin):
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False)
    is_active = Column(Boolean, default=True)
    __table_args__ = (UniqueConstraint("email"),)

    def __repr__(self):
        print(f"<User(id={self.id}, name='{self.name}')>")


class Message(Base, Mixin):
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    content = Column(String, nullable=False)
    user = relationship(User, backref="messages")
