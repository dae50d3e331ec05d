"""Models in app/, and what Alembic, an editor and a test run leave in a repository beside them."""

from datetime import datetime, timezone

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from app.database import Base


def now():
    return datetime.now(timezone.utc)


class Timestamped:
    created_at = Column(DateTime(timezone=True), default=now)


class User(Timestamped, Base):
    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email", name="uq_users_email"), {"extend_existing": True})

    id = Column(Integer, primary_key=True, index=True)
    name = Column(String(100), nullable=False, index=True)
    email = Column(String(255), nullable=False)
    is_active = Column(Boolean, default=True, nullable=False)
    # bio = Column(Text)      # TODO second migration

    messages = relationship("app.models.Message", back_populates="user")

    def __repr__(self):
        return "<User(id=%s, name='%s')>" % (self.id, self.name)


class Message(Timestamped, Base):
    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_user_created", "user_id", "created_at"),)

    id = Column(Integer, primary_key=True, index=True)
    user_id = Column(Integer, ForeignKey("users.id", ondelete="CASCADE"), nullable=False)
    content = Column(Text, nullable=False)

    user = relationship("User", back_populates="messages")
