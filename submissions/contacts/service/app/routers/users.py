from fastapi import APIRouter, HTTPException, status
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.dependencies import DbDep
from app.models import User
from app.schemas import Token, UserCreate, UserRead
from support import hash_password, is_password, make_token

router = APIRouter()


@router.post("/users", response_model=UserRead, status_code=status.HTTP_201_CREATED)
async def register(body: UserCreate, db: DbDep):
    user = User(email=body.email, password_hash=hash_password(body.password))
    db.add(user)
    try:
        await db.commit()
    except IntegrityError:
        await db.rollback()
        raise HTTPException(status.HTTP_409_CONFLICT, "This email is taken")
    return user


@router.post("/login", response_model=Token)
async def login(body: UserCreate, db: DbDep):
    result = await db.execute(select(User).filter_by(email=body.email))
    user = result.scalar_one_or_none()
    if user is None or not is_password(body.password, user.password_hash):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Incorrect email or password")
    return Token(access_token=make_token(user.id))
