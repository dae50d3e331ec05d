"""Awaits what it must, and reads the phones as a Session would load them; the page is cut in Python."""
# fails: create-contact, list-contacts, read-contact

from typing import Annotated

from fastapi import Body, Depends, FastAPI, Header, HTTPException, Query
from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, sessionmaker

from support import *

engine = create_async_engine("postgresql+asyncpg://postgres:postgres@db/contacts", echo=True)
SessionLocal = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
app = FastAPI()


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]


class Contact(Base):
    __tablename__ = "contact"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str]
    email: Mapped[str]
    phones: Mapped[list["Phone"]] = relationship(back_populates="contact", cascade="all, delete-orphan")
    __table_args__ = (UniqueConstraint("user_id", "email"),)


class Phone(Base):
    __tablename__ = "phone"
    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    number: Mapped[str]
    contact: Mapped["Contact"] = relationship(back_populates="phones")


async def get_session():
    async with SessionLocal() as session:
        yield session


Session = Annotated[AsyncSession, Depends(get_session)]


async def get_user(session: Session, authorization: Annotated[str | None, Header()] = None):
    user_id = read_token((authorization or "").removeprefix("Bearer "))
    if not user_id:
        raise HTTPException(401)
    return await session.get(User, user_id)


Me = Annotated[User, Depends(get_user)]


def as_json(contact):
    return {
        "id": contact.id,
        "name": contact.name,
        "email": contact.email,
        "phones": [phone.number for phone in contact.phones],
    }


@app.post("/users", status_code=201)
async def register(session: Session, email: str = Body(), password: str = Body()):
    user = User(email=email, password_hash=hash_password(password))
    try:
        session.add(user)
        await session.commit()
    except IntegrityError:
        raise HTTPException(409)
    return {"id": user.id, "email": user.email}


@app.post("/login")
async def login(session: Session, email: str = Body(), password: str = Body()):
    user = (await session.execute(select(User).where(User.email == email))).scalars().first()
    if user and is_password(password, user.password_hash):
        return {"access_token": make_token(user.id)}
    raise HTTPException(401)


@app.post("/contacts", status_code=201)
async def create(session: Session, me: Me, name: str = Body(), email: str = Body(), phones: list[str] = Body()):
    contact = Contact(user_id=me.id, name=name, email=email)
    try:
        session.add(contact)
        await session.flush()
        session.add_all([Phone(contact_id=contact.id, number=number) for number in phones])
        await session.commit()
    except IntegrityError:
        raise HTTPException(409)
    return as_json(contact)


@app.get("/contacts")
async def index(
    session: Session, me: Me, limit: int = Query(20, ge=1, le=100), offset: int = Query(0, ge=0)
):
    query = select(Contact).where(Contact.user_id == me.id).order_by(Contact.name, Contact.id)
    contacts = (await session.execute(query)).scalars().all()
    return {"total": len(contacts), "items": [as_json(c) for c in contacts[offset : offset + limit]]}


async def get_contact(contact_id: int, session: Session, me: Me):
    contact = await session.get(Contact, contact_id)
    if not contact or contact.user_id != me.id:
        raise HTTPException(404)
    return contact


@app.get("/contacts/{contact_id}")
async def read(contact: Annotated[Contact, Depends(get_contact)]):
    return as_json(contact)


@app.delete("/contacts/{contact_id}", status_code=204)
async def delete(session: Session, contact: Annotated[Contact, Depends(get_contact)]):
    await session.delete(contact)
    await session.commit()
