"""The lesson's examples put into functions, with its engine and create_all() at import."""
# fails: nothing

from sqlalchemy import create_engine, Column, Integer, String, Boolean, ForeignKey
from sqlalchemy import func, and_, or_, text
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker, relationship

# Create engine (connection pool)
engine = create_engine("postgresql://user:pass@localhost:5432/myapp")

# Base class for all models
Base = declarative_base()


class User(Base):
    __tablename__ = 'users'  # Table name

    # Columns
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True)
    is_active = Column(Boolean, default=True)

    messages = relationship("Message", back_populates="user")

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


class Message(Base):
    __tablename__ = 'messages'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    content = Column(String, nullable=False)

    user = relationship("User", back_populates="messages")


# Create tables
Base.metadata.create_all(engine)

Session = sessionmaker(bind=engine)
session = Session()


def count_users(session):
    user_count = session.query(func.count(User.id)).scalar()
    print(user_count)
    return user_count


def count_by_activity(session):
    result = session.query(User.is_active, func.count(User.id).label('number')).group_by(User.is_active).all()
    counts = {}
    for row in result:
        counts[row.is_active] = row.number
    return counts


def user_message_pairs(session):
    return session.query(User, Message).join(Message).all()


def active_emails(session):
    emails = (
        session.query(User.email)
        .filter(User.is_active == True)
        .filter(User.email.isnot(None))
        .order_by(User.email)
        .all()
    )
    return [row[0] for row in emails]


def webmail_users(session):
    users = session.query(User).filter(
        and_(
            User.is_active == True,
            or_(
                User.email.like('%@gmail.com'),
                User.email.like('%@yahoo.com')
            )
        )
    ).order_by(User.name).all()
    return users


def search_messages(session, words):
    return (
        session.query(Message)
        .filter(func.strpos(Message.content, words) > 0)
        .order_by(Message.id)
        .all()
    )


def message_counts(session, at_least):
    count = func.count(Message.id)
    return (
        session.query(User.name, count.label('count'))
        .outerjoin(Message)
        .group_by(User.id)
        .having(count >= at_least)
        .order_by(count.desc(), User.name)
        .all()
    )


def find_by_name(session, name):
    result = session.execute(text("SELECT * FROM users WHERE name = :name"), {"name": name})
    return [{"id": row.id, "email": row.email} for row in result]
