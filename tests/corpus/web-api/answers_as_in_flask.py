"""Comes from Flask: the status stands behind the answer, User.query is used, and the id is put into the SQL."""

import sqlite3

from fastapi import FastAPI
from sqlalchemy import Column, Integer, String, create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import declarative_base, sessionmaker

engine = create_engine("sqlite:///app.db", connect_args={"check_same_thread": False})
SessionLocal = sessionmaker(bind=engine)
Base = declarative_base()


@event.listens_for(Engine, "connect")
def foreign_keys_on(connection, record):
    if isinstance(connection, sqlite3.Connection):
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON;")
        cursor.close()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(80), nullable=False)
    email = Column(String(120), unique=True, nullable=False)

    def to_dict(self):
        return {"id": self.id, "name": self.name}


Base.metadata.create_all(engine)
app = FastAPI()


@app.get("/users/{user_id}")
def get_user(user_id: int):
    user = User.query.get(user_id)
    if user is None:
        return {"error": "not found"}, 404
    return user.to_dict()


@app.post("/users")
def add_user(name: str, email: str):
    db = SessionLocal()
    user = User(name=name, email=email)
    db.add(user)
    db.flush()
    answer = user.to_dict()
    db.close()
    return answer


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app, port=5000)
