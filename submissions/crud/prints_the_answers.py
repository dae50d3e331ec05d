"""Shows everything on the screen, as the lesson does, so that there is nothing to return."""
# fails: create, get, first-by-name, active, active-since, rename, delete, email-taken

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=datetime.now)


def create_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.commit()
    print(user.id)  # Auto-generated ID is now available!


def get_user(session, user_id):
    print(session.get(User, user_id))


def first_by_name(session, name):
    print(session.query(User).filter(User.name == name).first())


def active_users(session):
    for user in session.query(User).filter(User.is_active == True):
        print(user.name)


def active_since(session, since, limit):
    for user in session.query(User).filter(User.created_at > since).order_by(User.name).limit(limit):
        print(user.name)


def rename_user(session, user_id, name):
    user = session.get(User, user_id)
    user.name = name
    session.commit()
    print("renamed to", user.name)


def delete_user(session, user_id):
    session.delete(session.get(User, user_id))
    session.commit()
    print("deleted")
