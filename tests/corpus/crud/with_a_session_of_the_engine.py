"""From the documentation of 2.0: with Session(engine) in every function; what comes out is detached."""

from datetime import datetime

from sqlalchemy import Boolean, DateTime, String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite+pysqlite:///:memory:", echo=True, future=True)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    email: Mapped[str] = mapped_column(String(100), unique=True)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(DateTime, insert_default=datetime.now)


def create_user(name: str, email: str):
    with Session(engine) as session:
        user = User(name=name, email=email)
        session.add_all([user])
        session.commit()
        session.refresh(user)
    return user


def get_user(user_id: int):
    with Session(engine) as session:
        return session.get(User, user_id)


def first_by_name(name: str):
    stmt = select(User).where(User.name.in_([name])).order_by(User.id)
    with Session(engine) as session:
        for user in session.scalars(stmt):
            return user


def active_users():
    with Session(engine) as session:
        return session.scalars(select(User).where(User.is_active == True)).all()


def active_since(since: datetime, limit: int):
    with Session(engine) as session:
        stmt = select(User).where(User.is_active == True).where(User.created_at > since).order_by(User.name).limit(limit)
        result = session.execute(stmt)
        return [row[0] for row in result]


def rename_user(user_id: int, name: str):
    with Session(engine) as session, session.begin():
        user = session.get(User, user_id)
        if user is not None:
            user.name = name
    return user


def delete_user(user_id: int):
    with Session(engine) as session, session.begin():
        user = session.get(User, user_id)
        if user is None:
            return False
        session.delete(user)
    return True


if __name__ == "__main__":
    Base.metadata.create_all(engine)
    print(create_user("spongebob", "spongebob@example.org"))
