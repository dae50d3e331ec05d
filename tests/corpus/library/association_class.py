"""An association class with columns of its own; the relationship between books and authors goes over its table."""
import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Table, func
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()

class Authorship(Base):
    __tablename__ = "authorships"

    id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey("authors.id"))
    book_id = Column(Integer, ForeignKey("books.id"))
    created_at = Column(DateTime, default=datetime.datetime.now)

    author = relationship("Author", back_populates="authorships")
    book = relationship("Book", back_populates="authorships")


class Author(Base):
    __tablename__ = "authors"

    id = Column(Integer, primary_key=True)
    name = Column(String(120), nullable=False)

    authorships = relationship("Authorship", back_populates="author")


class Book(Base):
    __tablename__ = "books"

    id = Column(Integer, primary_key=True)
    title = Column(String(200), nullable=False)
    isbn = Column(String(20), nullable=False, unique=True)
    copies = Column(Integer, nullable=False, default=1, server_default="1")

    authorships = relationship("Authorship", back_populates="book", cascade="all, delete-orphan")
    authors = relationship("Author", secondary="authorships", backref="books", viewonly=False)

    @property
    def available(self):
        lent = [loan for loan in self.loans if loan.returned_at is None]
        return self.copies - len(lent)

    @classmethod
    def by_isbn(cls, session, isbn):
        return session.query(cls).filter_by(isbn=isbn).first()


class Loan(Base):
    __tablename__ = "loans"

    id = Column(Integer, primary_key=True)
    book_id = Column(Integer, ForeignKey("books.id"), nullable=False)
    reader = Column(String(120), nullable=False)
    borrowed_at = Column(DateTime, nullable=False, server_default=func.now())
    returned_at = Column(DateTime)

    book = relationship("Book", backref=backref("loans", cascade="all, delete-orphan"))

    def is_late(self, at):
        return self.returned_at is None and self.borrowed_at + datetime.timedelta(days=28) < at


def add_book(session, title, isbn, author_names):
    authors = []
    for name in author_names:
        author = session.query(Author).filter(Author.name == name).first()
        if author is None:
            author = Author(name=name)
            session.add(author)
        authors.append(author)
    book = Book(title=title, isbn=isbn, authors=authors)
    session.add(book)
    session.commit()
    return book


def books_by_author(session, author_id):
    return (
        session.query(Book)
        .join(Book.authors)
        .filter(Author.id == author_id)
        .order_by(Book.title)
        .all()
    )


def borrow(session, book_id, reader):
    book = session.query(Book).filter(Book.id == book_id).first()
    if book is None or book.available < 1:
        raise ValueError("this book cannot be lent")
    loan = Loan(book_id=book_id, reader=reader)
    session.add(loan)
    session.commit()
    return loan


def give_back(session, loan_id):
    loan = session.query(Loan).filter(Loan.id == loan_id).first()
    if loan is None or loan.returned_at is not None:
        raise ValueError("this loan is not open")
    loan.returned_at = datetime.datetime.now()
    session.commit()
    return loan


def late_loans(session, at):
    return (
        session.query(Loan)
        .filter(Loan.returned_at == None)  # noqa: E711
        .filter(Loan.borrowed_at < at - datetime.timedelta(days=28))
        .order_by(Loan.borrowed_at)
        .all()
    )


def most_borrowed(session, limit):
    counts = (
        session.query(Loan.book_id, func.count().label("number")).group_by(Loan.book_id).subquery()
    )
    return (
        session.query(Book)
        .outerjoin(counts, counts.c.book_id == Book.id)
        .order_by(func.coalesce(counts.c.number, 0).desc(), Book.title)
        .limit(limit)
        .all()
    )


def catalogue(session):
    # one row for each author of a book
    rows = session.query(Book.title, Author.name).join(Book.authors).order_by(Book.title, Author.name).all()
    return [{"title": title, "authors": [name]} for title, name in rows]
