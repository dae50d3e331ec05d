from datetime import datetime, timedelta

from sqlalchemy import func
from sqlalchemy.orm import selectinload

from models import Author, Book, Loan, session


def add_book(title, isbn, author_names):
    authors = [Author.find_by_name(session, name) or Author(name) for name in author_names]
    book = Book(title=title, isbn=isbn, authors=authors)
    session.add(book)
    session.commit()
    return book


def books_by_author(author_id):
    author = session.get(Author, author_id)
    return sorted(author.books, key=lambda book: book.title) if author else []


def borrow(book_id, reader):
    book = session.get(Book, book_id)
    if book is None:
        raise ValueError(f'There is no book {book_id}')
    if book.available == 0:
        raise ValueError(f'{book.title} is lent')
    loan = Loan(book=book, reader=reader)
    session.add(loan)
    session.commit()
    return loan


def give_back(loan_id):
    loan = session.get(Loan, loan_id)
    if loan is None or loan.returned_at:
        raise ValueError('This is no open loan')
    loan.returned_at = datetime.now()
    session.commit()
    return loan


def late_loans(at):
    start = at - timedelta(days=28)
    query = session.query(Loan).filter(Loan.returned_at.is_(None), Loan.borrowed_at < start)
    return query.order_by(Loan.borrowed_at).all()


def most_borrowed(limit):
    query = session.query(Book).outerjoin(Book.loans).group_by(Book.id)
    return query.order_by(func.count(Loan.id).desc(), Book.title).limit(limit).all()


def catalogue():
    books = session.query(Book).options(selectinload(Book.authors)).order_by(Book.title).all()
    return [{'title': b.title, 'authors': sorted(a.name for a in b.authors)} for b in books]
