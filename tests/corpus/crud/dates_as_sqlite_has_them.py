"""Compares dates as texts with strftime() and asks for is_active = 1, as one does with SQLite."""

from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, Integer, String, create_engine, func, text
from sqlalchemy.orm import declarative_base, sessionmaker

engine = create_engine("sqlite:///crud.db", echo=True)
SessionLocal = sessionmaker(bind=engine)
Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True, index=True)
    name = Column(String, nullable=False)
    email = Column(String, nullable=False, unique=True, index=True)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, default=datetime.now)


def create_user(db, name, email):
    user = User(name=name, email=email)
    db.add(user)
    try:
        db.commit()
    except Exception:
        db.rollback()
        raise
    db.refresh(user)
    return user


def get_user(db, user_id):
    return db.get(User, user_id)


def first_by_name(db, name):
    return db.query(User).filter(User.name == name).order_by(User.id).first()


def active_users(db):
    # booleans are 0 and 1 in the database, I looked
    return db.query(User).filter(text("is_active = 1")).all()


def active_since(db, since, limit):
    day = since.strftime("%Y-%m-%d %H:%M:%S")
    return (
        db.query(User)
        .filter(User.is_active == True)
        .filter(func.strftime("%Y-%m-%d %H:%M:%S", User.created_at) > day)
        .order_by(User.name)
        .limit(limit)
        .all()
    )


def rename_user(db, user_id, name):
    user = db.get(User, user_id)
    if user is not None:
        user.name = name
        db.commit()
        db.refresh(user)
    return user


def delete_user(db, user_id):
    return_value = False
    user = db.get(User, user_id)
    if user is not None:
        db.delete(user)
        db.commit()
        return_value = True
    return return_value


if __name__ == "__main__":
    Base.metadata.create_all(engine)
    db = SessionLocal()
    create_user(db, "Test", "test@test.de")
    print(active_users(db))
