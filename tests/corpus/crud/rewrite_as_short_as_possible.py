"""As short as possible: the session is called s, and most functions are one line."""
from datetime import datetime
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column as c

class Base(DeclarativeBase): ...

class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = c(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = c(unique=True)
    is_active: Mapped[bool] = c(default=True)
    created_at: Mapped[datetime] = c(default=datetime.now)

active = select(User).where(User.is_active)

def create_user(s, name, email):
    s.add(u := User(name=name, email=email))
    try: s.commit()
    except Exception: s.rollback(); raise
    return u

def get_user(s, user_id): return s.get(User, user_id)
def first_by_name(s, name): return s.scalar(select(User).filter_by(name=name).order_by(User.id).limit(1))
def active_users(s): return [*s.scalars(active)]
def active_since(s, since, limit): return [*s.scalars(active.where(User.created_at > since).order_by(User.name).limit(limit))]

def rename_user(s, user_id, name):
    if u := s.get(User, user_id): u.name = name; s.commit()
    return u

def delete_user(s, user_id): return bool((u := s.get(User, user_id)) and (s.delete(u), s.commit()))
