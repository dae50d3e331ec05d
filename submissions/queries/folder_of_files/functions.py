from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models import Message, User


def count_users(db: Session):
    return db.execute(select(func.count(User.id))).scalar_one()


def count_by_activity(db: Session):
    stmt = select(User.is_active, func.count(User.id)).group_by(User.is_active)
    return {key: number for key, number in db.execute(stmt).all()}


def user_message_pairs(db: Session):
    return [(user, message) for user, message in db.execute(select(User, Message).join(Message.user))]


def active_emails(db: Session):
    stmt = select(User.email).where(User.is_active.is_(True)).where(User.email.is_not(None))
    return db.execute(stmt.order_by(User.email)).scalars().all()


def webmail_users(db: Session):
    webmail = User.email.endswith("@gmail.com") | User.email.endswith("@yahoo.com")
    return db.scalars(select(User).where(User.is_active.is_(True) & webmail).order_by(User.name)).all()


def search_messages(words: str, db: Session):
    stmt = select(Message).filter(Message.content.contains(words, autoescape=True)).order_by(Message.id)
    return db.scalars(stmt).all()


def message_counts(at_least: int, db: Session):
    sent = select(Message.user_id, func.count().label("n")).group_by(Message.user_id).subquery()
    n = func.coalesce(sent.c.n, 0)
    stmt = select(User.name, n).outerjoin(sent, sent.c.user_id == User.id).where(n >= at_least)
    return db.execute(stmt.order_by(n.desc(), User.name)).all()


def find_by_name(name: str, db: Session):
    stmt = text("SELECT id, email FROM accounts WHERE name = :n").bindparams(n=name)
    return [row._asdict() for row in db.execute(stmt)]
