"""A file for each model, and the cascades given to PostgreSQL (ON DELETE) as well as to the session."""
# fails: nothing

from .base import Base
from .messages import Message, remove_message, sender, to_room
from .rooms import Room
from .users import User, add_message, create_user, lines
