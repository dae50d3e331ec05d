"""Three modules: models, prepared statements with bindparam, and these functions that only execute them."""

import chat_statements as statements
from chat_models import Base, Message, User

__all__ = [
    "Base",
    "Message",
    "User",
    "active_emails",
    "count_by_activity",
    "count_users",
    "find_by_name",
    "message_counts",
    "search_messages",
    "user_message_pairs",
    "webmail_users",
]


def count_users(s):
    return s.scalar(statements.COUNT_USERS)


def count_by_activity(s):
    return dict(s.execute(statements.COUNT_BY_ACTIVITY).tuples().all())


def user_message_pairs(s):
    return s.execute(statements.PAIRS).all()


def active_emails(s):
    return s.scalars(statements.ACTIVE_EMAILS).all()


def webmail_users(s):
    return s.scalars(statements.WEBMAIL_USERS).all()


def search_messages(s, words):
    pattern = "".join("\\" + char if char in "\\%_" else char for char in words)
    return s.scalars(statements.SEARCH, {"pattern": f"%{pattern}%"}).all()


def message_counts(s, at_least):
    return s.execute(statements.MESSAGE_COUNTS, {"at_least": at_least}).all()


def find_by_name(s, name):
    return [dict(row._mapping) for row in s.execute(statements.BY_NAME, {"name": name})]
