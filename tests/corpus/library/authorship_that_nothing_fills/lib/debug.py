from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from models.base import Base
from library import *

if __name__ == "__main__":
    engine = create_engine("sqlite:///library.db")
    Base.metadata.create_all(engine)
    session = sessionmaker(engine)()
    breakpoint()
