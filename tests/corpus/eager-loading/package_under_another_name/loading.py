from sqlalchemy import func, distinct
from sqlalchemy.orm import joinedload, selectinload, subqueryload
import chat.models
from chat.models import Login, Message, User


def list_users(session):
    return session.query(chat.models.User).order_by("name").all()


def users_with_messages(session):
    users = session.query(User).order_by(User.name).options(subqueryload(User.messages)).all()
    return users


def messages_with_senders(session):
    return session.query(Message).options(joinedload(Message.user, innerjoin=True)).order_by(Message.id).all()


def users_who_wrote(session, word):
    ids = session.query(Message.user_id).filter(Message.content.contains(word))
    return session.query(User).filter(User.id.in_(ids)).options(selectinload(User.messages)).order_by(User.name).all()


def user_details(session, user_id):
    return session.get(User, user_id, options=[selectinload(User.messages), selectinload(User.logins)], populate_existing=True)


def activity(session):
    rows = (
        session.query(User.id, func.count(distinct(Message.id)), func.count(distinct(Login.id)))
        .outerjoin(User.messages).outerjoin(User.logins).group_by(User.id)
    )
    return {id_: {"messages": m, "logins": l} for id_, m, l in rows}
