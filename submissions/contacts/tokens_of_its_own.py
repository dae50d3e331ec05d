"""Makes tokens of its own and keeps them in memory, which the exercise does not ask for; the rest is right."""
# fails: token

import hashlib

from fastapi import Body, Depends, FastAPI, HTTPException, Query, Request
from sqlalchemy import ForeignKey, UniqueConstraint, create_engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload, sessionmaker

from support import hash_password, is_password

engine = create_engine("postgresql+psycopg://localhost/contacts")
Session = sessionmaker(engine, expire_on_commit=False)
app = FastAPI()
tokens = {}


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
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    email: Mapped[str]
    phones: Mapped[list["Phone"]] = relationship(back_populates="contact", cascade="all, delete-orphan")

    def to_dict(self):
        numbers = [phone.number for phone in self.phones]
        return {"id": self.id, "name": self.name, "email": self.email, "phones": numbers}


class Phone(Base):
    __tablename__ = "phones"
    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    number: Mapped[str]
    contact: Mapped["Contact"] = relationship(back_populates="phones")


def user_id(request: Request) -> int:
    found = tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
    if found is None:
        raise HTTPException(401)
    return found


@app.post("/users", status_code=201)
def register(email: str = Body(), password: str = Body()):
    with Session() as session:
        user = User(email=email, password_hash=hash_password(password))
        session.add(user)
        try:
            session.commit()
        except IntegrityError:
            raise HTTPException(409)
        return {"id": user.id, "email": user.email}


@app.post("/login")
def login(email: str = Body(), password: str = Body()):
    with Session() as session:
        user = session.scalar(select(User).where(User.email == email))
        if user is None or not is_password(password, user.password_hash):
            raise HTTPException(401)
        token = hashlib.sha256(user.email.encode()).hexdigest()
        tokens[token] = user.id
        return {"access_token": token}


@app.post("/contacts", status_code=201)
def create(name: str = Body(), email: str = Body(), phones: list[str] = Body(), me: int = Depends(user_id)):
    with Session() as session:
        contact = Contact(user_id=me, name=name, email=email, phones=[Phone(number=n) for n in phones])
        session.add(contact)
        try:
            session.commit()
        except IntegrityError:
            raise HTTPException(409)
        return contact.to_dict()


@app.get("/contacts")
def index(limit: int = Query(20, ge=1, le=100), offset: int = Query(0, ge=0), me: int = Depends(user_id)):
    with Session() as session:
        total = session.scalar(select(func.count(Contact.id)).where(Contact.user_id == me))
        page = select(Contact).where(Contact.user_id == me).order_by(Contact.name, Contact.id)
        page = page.options(selectinload(Contact.phones)).limit(limit).offset(offset)
        return {"total": total, "items": [contact.to_dict() for contact in session.scalars(page)]}


def find(session, contact_id, me):
    contact = session.scalar(select(Contact).where(Contact.id == contact_id, Contact.user_id == me))
    if contact is None:
        raise HTTPException(404)
    return contact


@app.get("/contacts/{contact_id}")
def show(contact_id: int, me: int = Depends(user_id)):
    with Session() as session:
        return find(session, contact_id, me).to_dict()


@app.delete("/contacts/{contact_id}", status_code=204)
def delete(contact_id: int, me: int = Depends(user_id)):
    with Session() as session:
        session.delete(find(session, contact_id, me))
        session.commit()
