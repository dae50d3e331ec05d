"""async def everywhere: an asynchronous get_db, queries in the threadpool, an imperatively mapped dataclass."""

import contextlib
import dataclasses

from fastapi import Depends, FastAPI, HTTPException
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Column, Integer, String, Table, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import registry, sessionmaker

engine = create_engine("postgresql://user:pass@localhost:5432/myapp", pool_size=5, max_overflow=10)
new_session = sessionmaker(engine, expire_on_commit=False)
mapper_registry = registry()


@dataclasses.dataclass(eq=False)
class User:
    name: str
    email: str
    id: int | None = None


mapper_registry.map_imperatively(
    User,
    Table(
        "users",
        mapper_registry.metadata,
        Column("id", Integer, primary_key=True),
        Column("name", String, nullable=False),
        Column("email", String, nullable=False, unique=True),
    ),
)


@contextlib.asynccontextmanager
async def lifespan(app):
    """The tables are there when a server starts; where there is no server, somebody else makes them."""
    await run_in_threadpool(mapper_registry.metadata.create_all, engine)
    yield


app = FastAPI(lifespan=lifespan)


async def get_db():
    session = new_session()
    try:
        yield session
    finally:
        await run_in_threadpool(session.close)


@app.get("/users/{user_id}")
async def read_user(user_id: int, session=Depends(get_db)):
    too_large = not -(2**31) <= user_id < 2**31
    user = None if too_large else await run_in_threadpool(session.get, User, user_id)
    if user is None:
        raise HTTPException(status_code=404, detail=f"nobody has the id {user_id}")
    return {"id": user.id, "name": user.name}


@app.post("/users")
async def create_user(name: str, email: str, session=Depends(get_db)):
    user = User(name=name, email=email)
    session.add(user)
    try:
        await run_in_threadpool(session.commit)
    except IntegrityError as error:
        await run_in_threadpool(session.rollback)
        raise HTTPException(status_code=409, detail=f"{email} is taken") from error
    return {"id": user.id, "name": user.name}
