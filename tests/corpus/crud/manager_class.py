"""A class UserManager holds the session and has the functions as methods; names were thought to be short."""

from datetime import datetime
from typing import List, Optional

from sqlalchemy import Boolean, DateTime, Integer, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """Base class"""


class User(Base):
    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(10))
    email: Mapped[str] = mapped_column(String(100), unique=True)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=datetime.now)


class UserManager:
    """Manages users."""

    def __init__(self, session: Session):
        self.session = session

    def create_user(self, name: str, email: str) -> User:
        user = User(name=name, email=email)
        self.session.add(user)
        self.session.commit()
        return user

    def get_user(self, user_id: int) -> Optional[User]:
        return self.session.get(User, user_id)

    def first_by_name(self, name: str) -> Optional[User]:
        stmt = select(User).where(User.name == name).order_by(User.id).limit(1)
        return self.session.scalars(stmt).first()

    def active_users(self) -> List[User]:
        return list(self.session.scalars(select(User).where(User.is_active)))

    def active_since(self, since: datetime, limit: int) -> List[User]:
        stmt = select(User).where(User.is_active, User.created_at > since).order_by(User.name).limit(limit)
        return list(self.session.scalars(stmt))

    def rename_user(self, user_id: int, name: str) -> Optional[User]:
        user = self.get_user(user_id)
        if user:
            user.name = name
            self.session.commit()
        return user

    def delete_user(self, user_id: int) -> bool:
        user = self.get_user(user_id)
        if not user:
            return False
        self.session.delete(user)
        self.session.commit()
        return True


# manager = UserManager(Session(engine))
# manager.create_user("Ada", "ada@lovelace.org")
