from datetime import datetime, timedelta
from sqlalchemy import func
from models.author import Author, Authorship
from models.book import Book
from models.loan import Loan


def add_book(session, title, isbn, author_names):
    book = Book(title=title, isbn=isbn)
    for name in author_names:
        author = session.query(Author).filter_by(name=name).first() or Author(name=name)
        book.author = author
    session.add(book)
    session.commit()
    return book


def books_by_author(session, author_id):
    return session.query(Book).filter_by(author_id=author_id).order_by(Book.title).all()


def borrow(session, book_id, reader):
    book = session.get(Book, book_id)
    if book is None or book.available < 1:
        raise ValueError("no copy")
    loan = Loan(book_id=book_id, reader=reader)
    session.add(loan)
    session.commit()
    return loan


def give_back(session, loan_id):
    loan = session.get(Loan, loan_id)
    if loan is None or loan.returned_at is not None:
        raise ValueError("no open loan")
    loan.returned_at = datetime.now()
    session.commit()
    return loan


def late_loans(session, at):
    limit = at - timedelta(days=28)
    return session.query(Loan).filter(Loan.returned_at == None, Loan.borrowed_at < limit).order_by(Loan.borrowed_at).all()


def most_borrowed(session, limit):
    return (session.query(Book).outerjoin(Loan).group_by(Book.id)
            .order_by(func.count(Loan.id).desc(), Book.title).limit(limit).all())


def catalogue(session):
    return [{"title": b.title, "authors": [a.name for a in b.authors]} for b in session.query(Book).order_by(Book.title)]
