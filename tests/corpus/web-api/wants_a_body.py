"""Wants the new user as a body in JSON, where the exercise gives parameters of the address."""

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("postgresql+psycopg2://postgres:postgres@localhost/users")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)


class NewUser(BaseModel):
    name: str
    email: str


app = FastAPI()


def get_db():
    with Session(engine) as session:
        yield session


@app.get("/users/{user_id}")
def read_user(user_id: int, db: Session = Depends(get_db)):
    user = db.scalars(select(User).where(User.id == user_id)).one_or_none()
    if not user:
        raise HTTPException(404)
    return {"id": user.id, "name": user.name}


@app.post("/users")
def create_user(user: NewUser, db: Session = Depends(get_db)):
    row = User(name=user.name, email=user.email)
    db.add(row)
    db.commit()
    return {"id": row.id, "name": row.name}
