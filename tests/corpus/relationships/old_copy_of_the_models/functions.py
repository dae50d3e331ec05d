from models import *


def create_user(session, name, email, contents):
    user = User(name=name, email=email)
    user.messages = [Message(content=c) for c in contents]
    session.add(user)
    session.commit()
    return user


def lines(session, user_id):
    user = session.get(User, user_id)
    if user is None: return []
    return ["%s: %s" % (user.name, m.content) for m in user.messages]


def sender(session, message_id):
    m = session.get(Message, message_id)
    return m and m.user.name


def add_message(session, user_id, content):
    user = session.get(User, user_id)
    if user is None: return None
    m = Message(content=content)
    user.messages.append(m)
    session.commit()
    return m


def remove_message(session, user_id, message_id):
    user = session.get(User, user_id)
    m = session.get(Message, message_id)
    if user is None or m is None or m not in user.messages:
        return False
    user.messages.remove(m)
    session.commit()
    return True


def to_room(session, message_id, room_id):
    m = session.get(Message, message_id)
    if m is None: return None
    room = session.get(Room, room_id) if room_id is not None else None
    if room_id is not None and room is None: return None
    m.room = room
    session.commit()
    return m
