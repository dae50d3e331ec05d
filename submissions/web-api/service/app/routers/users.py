from fastapi import APIRouter, Depends, HTTPException, Query, status
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.database import get_db
from app.models import User
from app.schemas import UserRead

router = APIRouter(prefix="/users", tags=["users"])


@router.get("/{user_id}", response_model=UserRead)
def read(user_id: int, db: Session = Depends(get_db)):
    if (user := db.get(User, user_id)) is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    return user


@router.post("", response_model=UserRead)
def create(name: str = Query(...), email: str = Query(...), db: Session = Depends(get_db)):
    try:
        user = User(name=name, email=email)
        db.add(user)
        db.flush()
        db.commit()
        return user
    except IntegrityError:
        raise HTTPException(status.HTTP_409_CONFLICT, detail="e-mail is taken")
