"""A src folder with a package; the functions are methods of a repository that gets the session when it is made."""

from sqlalchemy import func, text
from sqlalchemy.orm import Session

from .models import Message, User


class ChatRepository:
    def __init__(self, session: Session):
        self.session = session

    @property
    def _active(self):
        return self.session.query(User).filter(User.is_active.is_(True))

    def count_users(self):
        return self.session.query(User).count()

    def count_by_activity(self):
        return dict(self.session.query(User.is_active, func.count()).group_by(User.is_active).tuples())

    def user_message_pairs(self):
        return self.session.query(User, Message).filter(User.id == Message.user_id).all()

    def active_emails(self):
        rows = self._active.filter(User.email != None).with_entities(User.email).order_by(User.email).all()
        return [r[0] for r in rows]

    def webmail_users(self):
        q = self._active.filter(User.email.like("%@gmail.com") | User.email.like("%@yahoo.com"))
        return q.order_by(User.name).all()

    def search_messages(self, words):
        return self.session.query(Message).filter(func.strpos(Message.content, words) > 0).order_by(Message.id).all()

    def message_counts(self, at_least):
        n = func.count(Message.id).label("n")
        q = self.session.query(User.name, n).outerjoin(User.messages).group_by(User.id)
        return q.having(n >= at_least).order_by(n.desc(), User.name).all()

    def find_by_name(self, name):
        rows = self.session.execute(text("select id, email from users where name = :name"), dict(name=name))
        return [{"id": r.id, "email": r.email} for r in rows]
