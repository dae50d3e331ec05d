"""Made on Windows: a byte order mark, CRLF, tabs, umlauts in names; the file is saved as it came."""
# Übung 3 – CRUD, Jörg Müller, BFS Köln
from sqlalchemy import create_engine, Column, Integer, String, Boolean, DateTime
from sqlalchemy.orm import declarative_base, Session, sessionmaker
from sqlalchemy.exc import IntegrityError
from datetime import datetime

Basis = declarative_base()
größe = 100

class User(Basis):
	__tablename__ = "benützer"
	id = Column(Integer, primary_key=True)
	name = Column(String(größe), nullable=False)
	email = Column(String(255), nullable=False, unique=True)
	is_active = Column("gültig", Boolean, default=True)
	created_at = Column(DateTime, default=datetime.now)

def create_user(session: Session, name, email):
	benützer = User(name=name, email=email)
	try:
		session.add(benützer)
		session.commit()
	except IntegrityError as fehler:
		session.rollback()
		raise fehler
	return benützer

def get_user(session: Session, user_id):
	return session.get(User, user_id)

def first_by_name(session: Session, name):
	alle = session.query(User).filter(User.name == name).order_by(User.id).all()
	if len(alle) > 0:
		return alle[0]

def active_users(session: Session):
	return session.query(User).filter(User.is_active == True).all()

def active_since(session: Session, since, limit):
	# nur die ersten `limit`
	return session.query(User).filter(User.is_active == True).filter(User.created_at > since).order_by(User.name)[:limit]

def rename_user(session: Session, user_id, name):
	änderung = session.query(User).filter(User.id == user_id).update({"name": name})
	session.commit()
	if änderung == 0:
		return None
	return session.get(User, user_id)

def delete_user(session: Session, user_id):
	benützer = session.get(User, user_id)
	if benützer == None:
		return False
	session.delete(benützer)
	session.commit()
	return True
