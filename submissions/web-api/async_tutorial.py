"""Everything async, as in the newer tutorials, with an engine for aiosqlite; and the dependency is Annotated."""
# fails: nothing

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

DATABASE_URL = "sqlite+aiosqlite:///./users.db"

engine = create_async_engine(DATABASE_URL, echo=True)
async_session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)


app = FastAPI()


async def get_db():
    async with async_session() as session:
        yield session


DB = Annotated[AsyncSession, Depends(get_db)]


@app.get("/users/{user_id}")
async def read_user(user_id: int, db: DB):
    result = await db.execute(select(User).where(User.id == user_id))
    user = result.scalar_one_or_none()
    if user is None:
        raise HTTPException(status_code=404, detail="no such user")
    return {"id": user.id, "name": user.name}


@app.post("/users")
async def create_user(name: str, email: str, db: DB):
    user = User(name=name, email=email)
    db.add(user)
    try:
        await db.commit()
    except IntegrityError:
        await db.rollback()
        raise HTTPException(status_code=409, detail="email taken")
    return {"id": user.id, "name": user.name}
