"""A unique index is as good as a constraint."""

import datetime
import uuid

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Artist(Base):
    __tablename__ = "artists"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    joined: Mapped[datetime.datetime] = mapped_column(server_default=func.now())


class Album(Base):
    __tablename__ = "albums"
    __table_args__ = (Index("ix_albums_artist_title", "artist_id", "title", unique=True),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    title: Mapped[str]
    length: Mapped[datetime.timedelta | None]
    cover: Mapped[bytes | None]
    artist_id: Mapped[int] = mapped_column(ForeignKey("artists.id", ondelete="CASCADE"))
