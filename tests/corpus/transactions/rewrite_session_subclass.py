"""The session itself is the context manager: a subclass of Session whose own __exit__ commits or rolls back."""

from sqlalchemy import Column, Integer, Text, UniqueConstraint, create_engine
from sqlalchemy.orm import Session, declarative_base, scoped_session, sessionmaker

engine = create_engine("postgresql://user:pass@localhost:5432/myapp", echo=False)

Base = declarative_base()


class User(Base):
    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("email", name="members_email_key"),)

    id = Column(Integer, primary_key=True)
    name = Column(Text, nullable=False)
    email = Column(Text, nullable=False)


class CommittingSession(Session):
    """As a plain Session closes at the end of a with, so this one commits before, if all went well."""

    def __exit__(self, type_, value, traceback):
        try:
            if type_ is None:
                self.commit()
            else:
                self.rollback()
        finally:
            super().__exit__(type_, value, traceback)


ThreadSession = scoped_session(sessionmaker(engine, class_=CommittingSession, expire_on_commit=False))


def get_session():
    return ThreadSession()


def current_session():
    return ThreadSession()


def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    return user


def create_user(name, email):
    with get_session() as session:
        return add_user(session, name, email)


def create_users(people):
    with get_session() as session:
        session.bulk_insert_mappings(User, [{"name": p["name"], "email": p["email"]} for p in people])


def get_user(user_id):
    with get_session() as session:
        return session.get(User, user_id)
