"""The classical style with a hand-written context manager: a class with __enter__ and __exit__, over scoped_session."""

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import scoped_session, sessionmaker

DATABASE_URL = "postgresql://user:pass@localhost:5432/myapp"

engine = create_engine(DATABASE_URL, pool_size=5, max_overflow=10, pool_pre_ping=True)
Session = scoped_session(sessionmaker(bind=engine, expire_on_commit=False))

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    def __init__(self, name, email):
        self.name = name
        self.email = email

    def __repr__(self):
        return "User(%r, %r)" % (self.name, self.email)


class get_session(object):
    """with get_session() as session: ..."""

    def __enter__(self):
        self.session = Session()
        return self.session

    def __exit__(self, exc_type, exc_value, traceback):
        try:
            if exc_type is None:
                self.session.commit()
            else:
                self.session.rollback()
        finally:
            # close() also rolls back what a failed commit has left behind
            self.session.close()
            Session.remove()
        return False


def current_session():
    return Session()


def add_user(session, name, email):
    user = User(name, email)
    session.add(user)
    session.flush()
    return user


def create_user(name, email):
    with get_session() as session:
        user = add_user(session, name, email)
    return user


def create_users(people):
    with get_session() as session:
        session.add_all([User(person["name"], person["email"]) for person in people])


def get_user(user_id):
    with get_session() as session:
        user = session.query(User).filter_by(id=user_id).first()
    return user


if __name__ == "__main__":
    Base.metadata.create_all(engine)
    print(get_user(create_user("Ada", "ada@example.com").id))
