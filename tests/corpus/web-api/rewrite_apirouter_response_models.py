"""Modern and typed: an APIRouter with a prefix, Annotated dependencies and parameters, and response models."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Path, Query, status
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Text, create_engine, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

engine = create_engine("postgresql+psycopg2://user:pass@localhost:5432/myapp", pool_size=5, max_overflow=10)
SessionLocal = sessionmaker(engine, expire_on_commit=False)

IntPk = Annotated[int, mapped_column(primary_key=True)]


class Base(DeclarativeBase):
    type_annotation_map = {str: Text()}


class User(Base):
    __tablename__ = "users"

    id: Mapped[IntPk]
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)


class UserRead(BaseModel):
    """What anybody may know about a user."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str


def get_db() -> Iterator[Session]:
    with SessionLocal() as session:
        yield session


DbSession = Annotated[Session, Depends(get_db)]

router = APIRouter(prefix="/users", tags=["users"])


@router.get("/{user_id}", responses={404: {"description": "nobody has this id"}})
def read_user(user_id: Annotated[int, Path(title="the user's key")], session: DbSession) -> UserRead:
    try:
        user = session.scalars(select(User).where(User.id == user_id)).one_or_none()
    except (DataError, OverflowError):  # a number that fits into no integer column
        user = None
    if user is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    return UserRead.model_validate(user)


@router.post("", status_code=status.HTTP_200_OK, responses={409: {"description": "the email is taken"}})
def create_user(
    name: Annotated[str, Query(description="any name")],
    email: Annotated[str, Query(description="any email that nobody has")],
    session: DbSession,
) -> UserRead:
    user = User(name=name, email=email)
    try:
        session.add(user)
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise HTTPException(status.HTTP_409_CONFLICT, detail="email is taken") from error
    return UserRead.model_validate(user)


app = FastAPI()
app.include_router(router)
