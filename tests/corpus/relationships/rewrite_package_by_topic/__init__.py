"""A package with relative imports, split by topic: tables, users, messages and rooms, each with its functions."""

from .messages import add_message, lines, remove_message, sender
from .rooms import to_room
from .tables import Base, Message, Room, User
from .users import create_user

__all__ = [
    "Base",
    "Message",
    "Room",
    "User",
    "add_message",
    "create_user",
    "lines",
    "remove_message",
    "sender",
    "to_room",
]
