"""All statements, made once. What changes from call to call is a bindparam."""

from sqlalchemy import Integer, String, bindparam, func, or_, select, text

from chat_models import Message, User

_sent = (
    select(Message.user_id, func.count(Message.id).label("number")).group_by(Message.user_id).subquery("sent")
)
_number = func.coalesce(_sent.c.number, 0)

COUNT_USERS = select(func.count(User.id))

COUNT_BY_ACTIVITY = select(User.is_active, func.count(User.id)).group_by(User.is_active)

PAIRS = select(User, Message).join(User.messages)

ACTIVE_EMAILS = (
    select(User.email).where(User.is_active, User.email.is_not(None)).order_by(User.email)
)

WEBMAIL_USERS = (
    select(User)
    .where(User.is_active)
    .where(or_(User.email.like("%@gmail.com"), User.email.like("%@yahoo.com")))
    .order_by(User.name)
)

SEARCH = (
    select(Message)
    .where(Message.content.like(bindparam("pattern", type_=String), escape="\\"))
    .order_by(Message.id)
)

MESSAGE_COUNTS = (
    select(User.name, _number)
    .outerjoin(_sent, _sent.c.user_id == User.id)
    .where(_number >= bindparam("at_least", type_=Integer))
    .order_by(_number.desc(), User.name)
)

BY_NAME = text("SELECT id, email FROM users WHERE name = :name")
