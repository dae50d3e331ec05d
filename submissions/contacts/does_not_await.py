"""Plain def and Session; each contact asks for its phones, and whoever knows an id sees the contact."""
# fails: contact-of-another, contacts-statements

from fastapi import Depends, FastAPI, HTTPException, Query, Response
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel
from sqlalchemy import Column, ForeignKey, Integer, String, UniqueConstraint, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, relationship, sessionmaker

import support

engine = create_engine("sqlite:///./contacts.db", connect_args={"check_same_thread": False})
SessionLocal = sessionmaker(autocommit=False, autoflush=False, bind=engine)
Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True, index=True)
    email = Column(String, unique=True, index=True, nullable=False)
    password_hash = Column(String, nullable=False)


class Contact(Base):
    __tablename__ = "contacts"
    id = Column(Integer, primary_key=True, index=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    name = Column(String, nullable=False)
    email = Column(String, nullable=False)
    phones = relationship("Phone", back_populates="contact", cascade="all, delete")
    __table_args__ = (UniqueConstraint("user_id", "email", name="uq_user_email"),)


class Phone(Base):
    __tablename__ = "phones"
    id = Column(Integer, primary_key=True, index=True)
    contact_id = Column(Integer, ForeignKey("contacts.id"), nullable=False)
    number = Column(String, nullable=False)
    contact = relationship("Contact", back_populates="phones")


Base.metadata.create_all(bind=engine)
app = FastAPI()
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="login")


class UserIn(BaseModel):
    email: str
    password: str


class ContactIn(BaseModel):
    name: str
    email: str
    phones: list[str]


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def get_current_user(token: str = Depends(oauth2_scheme), db: Session = Depends(get_db)):
    user = db.query(User).filter(User.id == support.read_token(token)).first()
    if not user:
        raise HTTPException(status_code=401, detail="Not authenticated")
    return user


def show(contact):
    return {
        "id": contact.id,
        "name": contact.name,
        "email": contact.email,
        "phones": [phone.number for phone in contact.phones],
    }


@app.post("/users", status_code=201)
def create_user(user: UserIn, db: Session = Depends(get_db)):
    if db.query(User).filter(User.email == user.email).first():
        raise HTTPException(status_code=409, detail="Email already registered")
    db_user = User(email=user.email, password_hash=support.hash_password(user.password))
    db.add(db_user)
    db.commit()
    db.refresh(db_user)
    return {"id": db_user.id, "email": db_user.email}


@app.post("/login")
def login(user: UserIn, db: Session = Depends(get_db)):
    db_user = db.query(User).filter(User.email == user.email).first()
    if not db_user or not support.is_password(user.password, db_user.password_hash):
        raise HTTPException(status_code=401, detail="Incorrect email or password")
    return {"access_token": support.make_token(db_user.id), "token_type": "bearer"}


@app.post("/contacts", status_code=201)
def create_contact(body: ContactIn, db: Session = Depends(get_db), user: User = Depends(get_current_user)):
    contact = Contact(user_id=user.id, name=body.name, email=body.email)
    for number in body.phones:
        contact.phones.append(Phone(number=number))
    db.add(contact)
    try:
        db.commit()
    except IntegrityError:
        db.rollback()
        raise HTTPException(status_code=409, detail="Contact already exists")
    return show(contact)


@app.get("/contacts")
def read_contacts(
    limit: int = Query(20, ge=1, le=100),
    offset: int = Query(0, ge=0),
    db: Session = Depends(get_db),
    user: User = Depends(get_current_user),
):
    query = db.query(Contact).filter(Contact.user_id == user.id)
    contacts = query.order_by(Contact.name, Contact.id).offset(offset).limit(limit).all()
    return {"total": query.count(), "items": [show(contact) for contact in contacts]}


def get_contact(contact_id: int, db: Session = Depends(get_db), user: User = Depends(get_current_user)):
    contact = db.query(Contact).filter(Contact.id == contact_id).first()
    if contact is None:
        raise HTTPException(status_code=404, detail="Contact not found")
    return contact


@app.get("/contacts/{contact_id}")
def read_contact(contact: Contact = Depends(get_contact)):
    return show(contact)


@app.delete("/contacts/{contact_id}")
def delete_contact(contact: Contact = Depends(get_contact), db: Session = Depends(get_db)):
    db.delete(contact)
    db.commit()
    return Response(status_code=204)
