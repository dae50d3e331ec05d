"""Short 2.0 style: the functions with transactions of their own use sessionmaker.begin(), only blocks the registry."""

from contextlib import closing, contextmanager

from sqlalchemy import String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, scoped_session, sessionmaker

engine = create_engine("postgresql+psycopg2://user:pass@localhost:5432/myapp")
Sessions = sessionmaker(engine, expire_on_commit=False)
of_this_thread = scoped_session(Sessions)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)


@contextmanager
def get_session():
    with closing(of_this_thread()) as session:
        try:
            yield session
        except:  # noqa: E722
            session.rollback()
            raise
        else:
            session.commit()


current_session = of_this_thread


def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    return user


def create_user(name, email):
    with Sessions.begin() as session:
        return add_user(session, name, email)


def create_users(people):
    with Sessions.begin() as session:
        session.add_all(User(name=person["name"], email=person["email"]) for person in people)


def get_user(user_id):
    with Sessions() as session:
        return session.get(User, user_id)
