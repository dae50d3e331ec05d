"""Messages in rooms."""

from sqlalchemy.orm import Session

from .tables import Message, Room


def to_room(session: Session, message_id: int, room_id: int | None) -> Message | None:
    message = session.get(Message, message_id)
    if message is None:
        return None
    if room_id is None:
        message.room = None
    elif room := session.get(Room, room_id):
        message.room = room
    else:
        return None
    session.commit()
    return message
