from models.user import User
from models.message import Message
