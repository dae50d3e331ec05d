"""A folder with a module for each lifetime (in memory, in the transaction, for good), and this one, that gathers all."""

from for_good import replace_user, save
from in_memory import add_user, delete_user, rename_user, waiting
from in_transaction import add_user_with_id, discard, would_fit
from models import Base, User

__all__ = [
    "Base",
    "User",
    "add_user",
    "add_user_with_id",
    "delete_user",
    "discard",
    "rename_user",
    "replace_user",
    "save",
    "waiting",
    "would_fit",
]
