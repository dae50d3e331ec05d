"""Everything is a method of User with a session somewhere, and one of them wants the user instead of the id."""

from datetime import datetime as dt

from sqlalchemy import create_engine, Boolean, Column, DateTime, Integer, String
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker

engine = create_engine('sqlite:///crud.db', echo=False)
Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer(), primary_key=True)
    name = Column(String(), nullable=False)
    email = Column(String(), unique=True, nullable=False)
    is_active = Column(Boolean(), default=True)
    created_at = Column(DateTime(), default=dt.now)

    def __repr__(self):
        return f"User {self.name}, Id {self.id}"

    @classmethod
    def create_user(cls, session, name, email):
        new = cls(name=name, email=email)
        session.add(new)
        try:
            session.commit()
        except:
            session.rollback()
            raise
        return new

    @classmethod
    def get_user(cls, user_id, my_session):
        return my_session.get(cls, user_id)

    @classmethod
    def first_by_name(cls, name, db):
        return db.query(cls).filter(cls.name == name).order_by(cls.id).first()

    @classmethod
    def active_users(cls, session):
        return session.query(cls).filter(cls.is_active == True).all()

    @staticmethod
    def active_since(session, since, limit=10):
        q = session.query(User).filter(User.is_active == True).filter(User.created_at > since)
        return q.order_by(User.name).limit(limit).all()

    def rename_user(self, session, name):
        self.name = name
        session.commit()
        return self

    @classmethod
    def delete_user(cls, session, id):
        found = session.query(cls).filter_by(id=id).first()
        if found:
            session.delete(found)
            session.commit()
        return found is not None


if __name__ == '__main__':
    Base.metadata.create_all(engine)
    Session = sessionmaker(bind=engine)
    session = Session()
    print(User.create_user(session, "Me", "me@me.com"))
