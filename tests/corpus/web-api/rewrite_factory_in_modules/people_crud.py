"""What is done with the database. Nothing in here knows of the web."""

from sqlalchemy.exc import IntegrityError

from people_database import User

SMALLEST, LARGEST = -(2**31), 2**31 - 1


class EmailTaken(Exception):
    pass


def find_user(session, user_id):
    if not SMALLEST <= user_id <= LARGEST:
        return None
    return session.get(User, user_id)


def store_user(session, **values):
    user = User(**values)
    session.add(user)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise EmailTaken(values["email"]) from error
    return user
