"""A package with a mixin for what both tables have, and defaults that PostgreSQL fills in."""
# fails: nothing

from .base import Base
from .message import Message
from .user import User

__all__ = ["Base", "Message", "User"]
