"""Functions for any session, and a Session subclass that offers the same as methods, with a sessionmaker and a demo."""

from sqlalchemy import String, create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    def __str__(self):
        return f"{self.id}: {self.name} <{self.email}>"


def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    return user


def add_user_with_id(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    return user


def rename_user(session, user, name):
    user.name = name


def delete_user(session, user):
    session.delete(user)


def waiting(session):
    return {"new": len(session.new), "dirty": len(session.dirty), "deleted": len(session.deleted)}


def save(session):
    summary = waiting(session)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return summary


def discard(session):
    session.rollback()


def would_fit(session, name, email):
    fits = True
    session.add(User(name=name, email=email))
    try:
        session.flush()
    except IntegrityError:
        fits = False
    finally:
        session.rollback()
    return fits


def replace_user(session, user, name):
    email = user.email
    try:
        session.delete(user)
        session.flush()
        session.add(replacement := User(name=name, email=email))
        session.flush()
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return replacement


class UserSession(Session):
    """The functions above, for those who rather write session.add_user(...)."""

    add_user = add_user
    add_user_with_id = add_user_with_id
    rename_user = rename_user
    delete_user = delete_user
    waiting = waiting
    save = save
    discard = discard
    would_fit = would_fit
    replace_user = replace_user


engine = create_engine("sqlite://")
SessionLocal = sessionmaker(engine, class_=UserSession)


if __name__ == "__main__":
    Base.metadata.create_all(engine)
    with SessionLocal() as session:
        grace = session.add_user("Grace", "grace@example.net")
        session.add_user("Alan", "alan@example.net")
        print(session.waiting())
        print(session.save())
        session.rename_user(grace, "Grace H.")
        print(session.waiting())
        session.discard()
        session.replace_user(grace, "Grace Hopper")
        for user in session.scalars(select(User).order_by(User.id)):
            print(user)
