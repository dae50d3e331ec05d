"""A folder with a file for each thing; the session is the last parameter, and is called db."""
# fails: nothing

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase

engine = create_engine("sqlite:///:memory:")


class Base(DeclarativeBase):
    pass
