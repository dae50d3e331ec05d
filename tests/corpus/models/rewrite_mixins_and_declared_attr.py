"""An abstract base and mixins with declared_attr: the table name comes from the class name, and each row also has an optional change date."""

from datetime import datetime
from typing import ClassVar, Optional

from sqlalchemy import Boolean, DateTime, ForeignKey, Integer, String, Text, func
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Entity(Base):
    """Abstract: a plural table name, an id, and a __repr__ that shows chosen columns."""

    __abstract__ = True

    shown: ClassVar[tuple[str, ...]] = ()

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return f"{cls.__name__.lower()}s"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, sort_order=-1)

    def __repr__(self) -> str:
        parts = [f"id={self.id}"]
        for name in self.shown:
            parts.append(f"{name}='{getattr(self, name)}'")
        return f"<{type(self).__name__}({', '.join(parts)})>"


class TimestampMixin:
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), nullable=False, sort_order=90
    )
    updated_at: Mapped[Optional[datetime]] = mapped_column(
        DateTime(timezone=True), onupdate=func.now(), sort_order=91
    )


class BelongsToUser:
    @declared_attr
    def user_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("users.id"), nullable=False)

    @declared_attr
    def user(cls) -> Mapped["User"]:
        return relationship("User", back_populates=f"{cls.__name__.lower()}s")


class User(TimestampMixin, Entity):
    shown = ("name",)

    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)

    messages: Mapped[list["Message"]] = relationship("Message", back_populates="user")


class Message(BelongsToUser, TimestampMixin, Entity):
    content: Mapped[str] = mapped_column(Text)
