"""Tries things out at the end of the file, before there is a table: the import fails."""
# outcome: import_failed

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, sessionmaker

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
Session = sessionmaker(bind=engine)
Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)


def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    return user


session = Session()
alice = add_user(session, "Alice", "alice@example.com")
print("new:", session.new)
session.flush()
print("id:", alice.id)
session.rollback()
