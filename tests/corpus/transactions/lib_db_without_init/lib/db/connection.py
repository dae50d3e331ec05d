import os
from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker, declarative_base

HERE = os.path.dirname(os.path.abspath(__file__))
engine = create_engine("sqlite:///" + os.path.join(HERE, "app.db"))
Session = scoped_session(sessionmaker(bind=engine, expire_on_commit=False))
Base = declarative_base()
Base.query = Session.query_property()


def init_db():
    import lib.db.models
    Base.metadata.create_all(bind=engine)
