from database import SessionLocal, init_db
from models import Message, User

init_db()
with SessionLocal() as s:
    print(s.query(User).count(), "users")
