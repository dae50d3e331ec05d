"""The lesson's CRUD code, put into functions as it is printed: each of them commits at once."""

from sqlalchemy import create_engine, Column, Integer, String
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker

# Create engine (connection pool)
engine = create_engine("postgresql://user:pass@localhost:5432/myapp")

Base = declarative_base()


class User(Base):
    __tablename__ = 'users'  # Table name

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


# Create tables
Base.metadata.create_all(engine)

# Create session factory
Session = sessionmaker(bind=engine)


# CREATE
def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.commit()
    return user


def add_user_with_id(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.commit()
    print(user.id)  # Auto-generated ID is now available!
    return user


# UPDATE
def rename_user(session, user, name):
    user.name = name  # Just modify the object!
    session.commit()  # Changes are detected and saved


# DELETE
def delete_user(session, user):
    session.delete(user)
    session.commit()


def waiting(session):
    return {"new": len(session.new), "dirty": len(session.dirty), "deleted": len(session.deleted)}


def save(session):
    session.commit()
    return waiting(session)


def discard(session):
    session.rollback()


def would_fit(session, name, email):
    user = session.query(User).filter(User.email == email).first()
    return user is None


def replace_user(session, user, name):
    email = user.email
    delete_user(session, user)
    return add_user(session, name, email)
