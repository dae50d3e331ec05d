from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base


class Room(Base):
    __tablename__ = "chat_rooms"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]

    messages: Mapped[set["Message"]] = relationship(back_populates="room", passive_deletes=True)
