"""Puts the values into the SQL by hand: a quote ends the text."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict
from sqlalchemy import String, create_engine, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

engine = create_engine("postgresql+psycopg://user:pass@localhost:5432/myapp")
SessionLocal = sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str


def get_db() -> Iterator[Session]:
    with SessionLocal() as session:
        yield session


Db = Annotated[Session, Depends(get_db)]
app = FastAPI()


@app.get("/users/{user_id}", response_model=UserOut)
def read_user(user_id: int, db: Db) -> User:
    user = db.get(User, user_id)
    if user is None:
        raise HTTPException(404, "no such user")
    return user


@app.post("/users", response_model=UserOut)
def create_user(name: str, email: str, db: Db) -> User:
    try:
        db.execute(text(f"INSERT INTO users (name, email) VALUES ('{name}', '{email}')"))
        db.commit()
    except IntegrityError as error:
        raise HTTPException(409, "this email is taken") from error
    return db.scalars(select(User).where(User.email == email)).one()
