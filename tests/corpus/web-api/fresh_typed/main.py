"""The application and its routes."""

from fastapi import FastAPI, HTTPException, status
from sqlalchemy.exc import IntegrityError

from .database import DB
from .models import User
from .schemas import UserOut

MAX_ID = 2**31 - 1  # the largest value of a PostgreSQL integer

app = FastAPI()


@app.get("/users/{user_id}")
def read_user(user_id: int, db: DB) -> UserOut:
    # PostgreSQL refuses to compare the column with a number that is no integer of its own.
    user = db.get(User, user_id) if abs(user_id) <= MAX_ID else None
    if user is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "User not found")
    return UserOut.model_validate(user)


@app.post("/users")
def create_user(name: str, email: str, db: DB) -> UserOut:
    user = User(name=name, email=email)
    db.add(user)
    try:
        db.commit()
    except IntegrityError:
        db.rollback()
        raise HTTPException(status.HTTP_409_CONFLICT, "Email already registered") from None
    return UserOut.model_validate(user)
