"""Core statements: INSERT ... ON CONFLICT DO NOTHING RETURNING tells at once whether the email is taken."""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import Row, create_engine, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from typing_extensions import TypedDict

engine = create_engine("postgresql+psycopg://user:pass@localhost:5432/myapp")
app = FastAPI()


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)


class Public(TypedDict):
    id: int
    name: str


public = (User.id, User.name)


def get_db():
    with Session(engine) as session:
        yield session


Db = Annotated[Session, Depends(get_db)]


def row_or(status: int, row: Row | None) -> Public:
    if row is None:
        raise HTTPException(status)
    return Public(**row._mapping)


@app.get("/users/{user_id}")
def read_user(db: Db, user_id: int) -> Public:
    if user_id not in range(-(2**31), 2**31):
        raise HTTPException(404)
    return row_or(404, db.execute(select(*public).where(User.id == user_id)).one_or_none())


@app.post("/users")
def create_user(db: Db, name: str, email: str) -> Public:
    statement = (
        insert(User)
        .values(name=name, email=email)
        .on_conflict_do_nothing(index_elements=[User.email])
        .returning(*public)
    )
    row = db.execute(statement).one_or_none()
    db.commit()
    return row_or(409, row)
