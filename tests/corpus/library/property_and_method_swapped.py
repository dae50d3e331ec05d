"""available is a method where a property is asked, by_isbn is static; loans come by backref."""
from sqlalchemy import *
from sqlalchemy.orm import *
from datetime import datetime as DT, timedelta

class Base(DeclarativeBase):
	pass

buch_autor = Table("buch_autor", Base.metadata,
	Column("buch", ForeignKey("buecher.id"), primary_key=True),
	Column("autor", ForeignKey("autoren.id"), primary_key=True))

class Author(Base):
	__tablename__ = "autoren"
	id = Column(Integer, primary_key=True)
	name = Column(String, nullable=False)
	books = relationship("Book", secondary=buch_autor, back_populates="authors")

class Book(Base):
	__tablename__ = "buecher"
	id = Column(Integer, primary_key=True)
	title = Column(String, nullable=False)
	isbn = Column(String, nullable=False, unique=True)
	copies = Column(Integer, nullable=False, default=1)
	authors = relationship("Author", secondary=buch_autor, back_populates="books")

	def available(self):
		n = 0
		for l in self.loans:
			if l.returned_at == None:
				n += 1
		return self.copies - n

	@staticmethod
	def by_isbn(session, isbn):
		return session.query(Book).filter(Book.isbn == isbn).one_or_none()

class Loan(Base):
	__tablename__ = "ausleihen"
	id = Column(Integer, primary_key=True)
	book_id = Column(Integer, ForeignKey("buecher.id"), nullable=False)
	reader = Column(String, nullable=False)
	borrowed_at = Column(DateTime, default=DT.now)
	returned_at = Column(DateTime)
	book = relationship("Book", backref=backref("loans", cascade="all, delete-orphan"))

	def is_late(self, at):
		if self.returned_at is not None:
			return False
		return at - self.borrowed_at > timedelta(days=28)

def add_book(session, title, isbn, author_names):
	b = Book(title=title, isbn=isbn)
	for n in author_names:
		a = session.query(Author).filter(Author.name == n).first()
		if not a:
			a = Author(name=n)
		b.authors.append(a)
	session.add(b)
	session.commit()
	return b

def books_by_author(session, author_id):
	a = session.get(Author, author_id)
	return sorted(a.books, key=lambda b: b.title) if a else []

def borrow(session, book_id, reader):
	b = session.get(Book, book_id)
	if not b or b.available() <= 0:
		raise ValueError("geht nicht")
	l = Loan(book=b, reader=reader, returned_at=None)
	session.add(l)
	session.commit()
	return l

def give_back(session, loan_id):
	l = session.get(Loan, loan_id)
	if not l or l.returned_at:
		raise ValueError("geht nicht")
	l.returned_at = DT.now()
	session.commit()
	return l

def late_loans(session, at):
	q = session.query(Loan).filter(Loan.returned_at.is_(None), Loan.borrowed_at < at - timedelta(days=28))
	return q.order_by(Loan.borrowed_at).all()

def most_borrowed(session, limit):
	q = session.query(Book).outerjoin(Book.loans).group_by(Book.id)
	return q.order_by(desc(func.count(Loan.id)), Book.title).limit(limit).all()

def catalogue(session):
	out = []
	for b in session.query(Book).options(selectinload(Book.authors)).order_by(Book.title):
		out.append(dict(title=b.title, authors=sorted(a.name for a in b.authors)))
	return out
