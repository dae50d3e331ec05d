from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base, Created, str100, str255

if TYPE_CHECKING:
    from .message import Message


class User(Created, Base):
    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email", name="one_user_per_email"),)

    name: Mapped[str100]
    email: Mapped[str255]
    is_active: Mapped[bool] = mapped_column(server_default=true())

    messages: Mapped[list[Message]] = relationship(
        "Message", back_populates="user", cascade="all, delete-orphan", order_by="Message.created_at"
    )

    def __repr__(self) -> str:
        return "<User(id=%s, name='%s')>" % (self.id, self.name)
