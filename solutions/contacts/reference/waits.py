"""Reference solution that does not await: Column, session.query, and plain dicts as answers."""

from fastapi import Body, Depends, FastAPI, Header, HTTPException, Query
from sqlalchemy import Column, ForeignKey, Integer, String, UniqueConstraint, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, declarative_base, joinedload, relationship, sessionmaker

import support

engine = create_engine("postgresql+psycopg2://user:pass@localhost:5432/contacts")
SessionLocal = sessionmaker(bind=engine)
Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    email = Column(String(255), unique=True, nullable=False)
    password_hash = Column(String(255), nullable=False)


class Contact(Base):
    __tablename__ = 'contacts'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False)

    phones = relationship('Phone', back_populates='contact', cascade='all, delete-orphan')

    __table_args__ = (UniqueConstraint('user_id', 'email'),)

    def to_dict(self):
        numbers = [phone.number for phone in self.phones]
        return {'id': self.id, 'name': self.name, 'email': self.email, 'phones': numbers}


class Phone(Base):
    __tablename__ = 'phones'

    id = Column(Integer, primary_key=True)
    contact_id = Column(Integer, ForeignKey('contacts.id'), nullable=False)
    number = Column(String(40), nullable=False)

    contact = relationship('Contact', back_populates='phones')


app = FastAPI()


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def get_user(authorization: str = Header(default=''), db: Session = Depends(get_db)):
    kind, _, token = authorization.partition(' ')
    user_id = support.read_token(token)
    user = db.get(User, user_id) if user_id else None
    if user is None:
        raise HTTPException(status_code=401)
    return user


def find_contact(db, user, contact_id):
    contact = db.get(Contact, contact_id)
    if contact is None or contact.user_id != user.id:
        raise HTTPException(status_code=404)
    return contact


def commit(db):
    try:
        db.commit()
    except IntegrityError:
        db.rollback()
        raise HTTPException(status_code=409)


@app.post('/users', status_code=201)
def register(email: str = Body(), password: str = Body(), db: Session = Depends(get_db)):
    user = User(email=email, password_hash=support.hash_password(password))
    db.add(user)
    commit(db)
    return {'id': user.id, 'email': user.email}


@app.post('/login')
def login(email: str = Body(), password: str = Body(), db: Session = Depends(get_db)):
    user = db.query(User).filter(User.email == email).first()
    if not user or not support.is_password(password, user.password_hash):
        raise HTTPException(status_code=401)
    return {'access_token': support.make_token(user.id)}


@app.post('/contacts', status_code=201)
def create_contact(
    name: str = Body(),
    email: str = Body(),
    phones: list[str] = Body(),
    db: Session = Depends(get_db),
    user: User = Depends(get_user),
):
    contact = Contact(user_id=user.id, name=name, email=email)
    contact.phones = [Phone(number=number) for number in phones]
    db.add(contact)
    commit(db)
    return contact.to_dict()


@app.get('/contacts')
def list_contacts(
    limit: int = Query(default=20, ge=1, le=100),
    offset: int = Query(default=0, ge=0),
    db: Session = Depends(get_db),
    user: User = Depends(get_user),
):
    contacts = db.query(Contact).filter(Contact.user_id == user.id)
    page = contacts.options(joinedload(Contact.phones)).order_by(Contact.name, Contact.id)
    return {
        'total': contacts.count(),
        'items': [contact.to_dict() for contact in page.limit(limit).offset(offset)],
    }


@app.get('/contacts/{contact_id}')
def read_contact(contact_id: int, db: Session = Depends(get_db), user: User = Depends(get_user)):
    return find_contact(db, user, contact_id).to_dict()


@app.delete('/contacts/{contact_id}', status_code=204)
def delete_contact(contact_id: int, db: Session = Depends(get_db), user: User = Depends(get_user)):
    db.delete(find_contact(db, user, contact_id))
    db.commit()
