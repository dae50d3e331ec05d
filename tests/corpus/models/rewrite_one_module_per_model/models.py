"""Several flat modules with absolute imports: the base, one module for each model, and this one, which brings both models together."""

from base import Base
from message import Message
from user import User

__all__ = ["Base", "Message", "User"]
