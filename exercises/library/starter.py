from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


# Write the models Author, Book and Loan here.


def add_book(session, title, isbn, author_names):
    pass


def books_by_author(session, author_id):
    pass


def borrow(session, book_id, reader):
    pass


def give_back(session, loan_id):
    pass


def late_loans(session, at):
    pass


def most_borrowed(session, limit):
    pass


def catalogue(session):
    pass
