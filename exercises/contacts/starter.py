"""Contacts behind a web API. Replace every TODO."""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from support import hash_password, is_password, make_token, read_token

engine = create_async_engine("postgresql+psycopg://user:pass@localhost:5432/contacts")
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]


class Contact(Base):
    __tablename__ = "contacts"
    # TODO: user_id and email are unique together

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    email: Mapped[str]

    # TODO: phones


class Phone(Base):
    __tablename__ = "phones"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    number: Mapped[str]

    # TODO: contact


app = FastAPI()


async def get_session():
    # TODO: give a session, and close it when the request is over, also after an error
    raise NotImplementedError
    yield


async def get_current_user():
    # TODO: give the user whose token stands in the header Authorization, else 401
    raise NotImplementedError


Db = Annotated[AsyncSession, Depends(get_session)]
CurrentUser = Annotated[User, Depends(get_current_user)]

# TODO: POST /users

# TODO: POST /login

# TODO: POST /contacts

# TODO: GET /contacts

# TODO: GET /contacts/ID

# TODO: DELETE /contacts/ID
