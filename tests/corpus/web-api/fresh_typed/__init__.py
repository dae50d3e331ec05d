"""A small package with a module each for the database, the model, the answers and the routes, where a generator dependency gives every request its own session."""

from .database import SessionLocal, engine, get_db
from .main import app
from .models import Base, User

__all__ = ["Base", "SessionLocal", "User", "app", "engine", "get_db"]
