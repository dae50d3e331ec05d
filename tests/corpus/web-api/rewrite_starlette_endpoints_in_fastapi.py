"""A FastAPI application made of Starlette's parts: Route and HTTPEndpoint classes, parameters read by hand."""

from contextlib import contextmanager

from fastapi import FastAPI
from sqlalchemy import Integer, MetaData, Table, Column, Text, create_engine, exc, insert, select
from sqlalchemy.orm import DeclarativeBase, sessionmaker
from starlette.concurrency import run_in_threadpool
from starlette.endpoints import HTTPEndpoint
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

engine = create_engine("postgresql+psycopg2://user:pass@localhost:5432/myapp")
SessionLocal = sessionmaker(engine)


class Base(DeclarativeBase):
    metadata = MetaData()


class User(Base):
    __table__ = Table(
        "users",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("name", Text, nullable=False),
        Column("email", Text, nullable=False, unique=True),
    )


@contextmanager
def get_db():
    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()


def find(user_id):
    if abs(user_id) >= 1 << 31:
        return None
    with get_db() as session:
        return session.execute(select(User.id, User.name).where(User.id == user_id)).first()


def store(name, email):
    with get_db() as session:
        row = session.execute(insert(User).values(name=name, email=email).returning(User.id, User.name)).one()
        session.commit()
        return row


class OneUser(HTTPEndpoint):
    async def get(self, request: Request):
        try:
            user_id = int(request.path_params["user_id"])
        except ValueError:
            raise HTTPException(422, "the id is not a number")
        row = await run_in_threadpool(find, user_id)
        if row is None:
            raise HTTPException(404)
        return JSONResponse(row._asdict())


class Users(HTTPEndpoint):
    async def post(self, request: Request):
        try:
            name, email = request.query_params["name"], request.query_params["email"]
        except KeyError as missing:
            raise HTTPException(422, f"{missing} is missing")
        try:
            row = await run_in_threadpool(store, name, email)
        except exc.IntegrityError:
            raise HTTPException(409, "this email is taken")
        return JSONResponse(row._asdict())


app = FastAPI(routes=[Route("/users/{user_id}", OneUser), Route("/users", Users)])
