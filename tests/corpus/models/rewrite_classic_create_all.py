"""The lesson's style to the letter: declarative_base from sqlalchemy.ext.declarative, Column, an engine with create_all() and a sessionmaker."""

from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String, Text, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship, sessionmaker

engine = create_engine('sqlite:///:memory:')
Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True)
    is_active = Column(Boolean, nullable=False, default=True)
    created_at = Column(DateTime, nullable=False, default=datetime.now)

    messages = relationship('Message', back_populates='user', cascade='all, delete-orphan')

    def __repr__(self):
        return "<User(id=%s, name='%s')>" % (self.id, self.name)


class Message(Base):
    __tablename__ = 'messages'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    content = Column(Text, nullable=False)
    created_at = Column(DateTime, nullable=False, default=datetime.now)

    user = relationship('User', back_populates='messages')

    def __repr__(self):
        return "<Message(id=%s)>" % self.id


Base.metadata.create_all(engine)
Session = sessionmaker(bind=engine)

if __name__ == '__main__':
    session = Session()
    alice = User(name='Alice', email='alice@example.com', messages=[Message(content='Hi')])
    session.add(alice)
    session.commit()
    print(alice, alice.messages)
    session.close()
