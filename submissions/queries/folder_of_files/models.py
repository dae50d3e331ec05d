from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column, relationship

from db import Base


class User(MappedAsDataclass, Base):
    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True, default=None)
    is_active: Mapped[bool | None] = mapped_column(default=None)
    messages: Mapped[list["Message"]] = relationship(back_populates="user", default_factory=list, repr=False)


class Message(MappedAsDataclass, Base):
    __tablename__ = "texts"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    content: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), default=None)
    user: Mapped[User] = relationship(back_populates="messages", default=None, repr=False)
