"""Three files, everything typed, and the session last."""
# fails: nothing

from .models import Base, Login, Message, User
from .queries import (
    activity,
    list_users,
    messages_with_senders,
    user_details,
    users_who_wrote,
    users_with_messages,
)
