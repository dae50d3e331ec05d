"""Reference solution with async SQLAlchemy in the 2.0 style: models for bodies and answers, dependencies for the rest."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query, Response
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel
from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from support import hash_password, is_password, make_token, read_token

engine = create_async_engine("postgresql+asyncpg://user:pass@localhost:5432/contacts")
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
    __table_args__ = (UniqueConstraint("user_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    name: Mapped[str]
    email: Mapped[str]

    phones: Mapped[list["Phone"]] = relationship(
        back_populates="contact", cascade="all, delete-orphan", lazy="selectin"
    )


class Phone(Base):
    __tablename__ = "phones"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey(Contact.id))
    number: Mapped[str]

    contact: Mapped[Contact] = relationship(back_populates="phones")


class Credentials(BaseModel):
    email: str
    password: str


class UserOut(BaseModel):
    id: int
    email: str


class ContactIn(BaseModel):
    name: str
    email: str
    phones: list[str]


class ContactOut(ContactIn):
    id: int

    @classmethod
    def of(cls, contact: Contact) -> "ContactOut":
        numbers = [phone.number for phone in contact.phones]
        return cls(id=contact.id, name=contact.name, email=contact.email, phones=numbers)


class Page(BaseModel):
    total: int
    items: list[ContactOut]


async def get_session() -> AsyncIterator[AsyncSession]:
    async with SessionLocal() as session:
        yield session


Db = Annotated[AsyncSession, Depends(get_session)]
Token = Annotated[str, Depends(OAuth2PasswordBearer(tokenUrl="login"))]


async def get_current_user(session: Db, token: Token) -> User:
    user_id = read_token(token)
    user = await session.get(User, user_id) if user_id is not None else None
    if user is None:
        raise HTTPException(401, "log in first")
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]


async def get_contact(contact_id: int, session: Db, user: CurrentUser) -> Contact:
    contact = await session.scalar(select(Contact).where(Contact.id == contact_id, Contact.user_id == user.id))
    if contact is None:
        raise HTTPException(404, "no such contact")
    return contact


OwnContact = Annotated[Contact, Depends(get_contact)]
app = FastAPI()


async def store(session: AsyncSession, row: User | Contact) -> None:
    session.add(row)
    try:
        await session.commit()
    except IntegrityError as error:
        raise HTTPException(409, "there is one with this email") from error


@app.post("/users", status_code=201)
async def register(credentials: Credentials, session: Db) -> UserOut:
    user = User(email=credentials.email, password_hash=hash_password(credentials.password))
    await store(session, user)
    return UserOut(id=user.id, email=user.email)


@app.post("/login")
async def login(credentials: Credentials, session: Db) -> dict[str, str]:
    user = await session.scalar(select(User).where(User.email == credentials.email))
    if user is None or not is_password(credentials.password, user.password_hash):
        raise HTTPException(401, "wrong email or password")
    return {"access_token": make_token(user.id), "token_type": "bearer"}


@app.post("/contacts", status_code=201)
async def create_contact(body: ContactIn, session: Db, user: CurrentUser) -> ContactOut:
    phones = [Phone(number=number) for number in body.phones]
    contact = Contact(user_id=user.id, name=body.name, email=body.email, phones=phones)
    await store(session, contact)
    return ContactOut.of(contact)


@app.get("/contacts")
async def list_contacts(
    session: Db,
    user: CurrentUser,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> Page:
    own = select(Contact).where(Contact.user_id == user.id)
    total = await session.scalar(select(func.count()).select_from(own.subquery())) or 0
    contacts = await session.scalars(own.order_by(Contact.name, Contact.id).limit(limit).offset(offset))
    return Page(total=total, items=[ContactOut.of(contact) for contact in contacts])


@app.get("/contacts/{contact_id}")
async def read_contact(contact: OwnContact) -> ContactOut:
    return ContactOut.of(contact)


@app.delete("/contacts/{contact_id}", status_code=204)
async def delete_contact(contact: OwnContact, session: Db) -> Response:
    await session.delete(contact)
    await session.commit()
    return Response(status_code=204)
