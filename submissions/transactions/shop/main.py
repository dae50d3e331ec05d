"""The files in a folder app, imported by their full names, and what is asked for in main.py."""
# fails: nothing

from app.database import current_session, get_session
from app.models import Base, User
from app.users import add_user, create_user, create_users, get_user

if __name__ == "__main__":
    from app.database import engine

    Base.metadata.create_all(engine)
    print(create_user("Ada", "ada@example.com").id)
