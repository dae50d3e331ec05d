from .models import User, Message
from .repository import ChatRepository
