"""Two books are all it returns, whatever the limit."""
# also-fails: most-borrowed-ties

from datetime import datetime, timedelta

from sqlalchemy import Column, ForeignKey, Table, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

LOAN_TIME = timedelta(days=28)


class Base(DeclarativeBase):
    pass


book_author = Table(
    "book_author",
    Base.metadata,
    Column("book_id", ForeignKey("book.id"), primary_key=True),
    Column("author_id", ForeignKey("author.id"), primary_key=True),
)


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

    books: Mapped[list["Book"]] = relationship(secondary=book_author, back_populates="authors")


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    isbn: Mapped[str] = mapped_column(unique=True)
    copies: Mapped[int] = mapped_column(default=1)

    authors: Mapped[list[Author]] = relationship(secondary=book_author, back_populates="books")
    loans: Mapped[list["Loan"]] = relationship(back_populates="book", cascade="all, delete-orphan")

    @property
    def available(self) -> int:
        return self.copies - sum(1 for loan in self.loans if loan.returned_at is None)

    @classmethod
    def by_isbn(cls, session: Session, isbn: str) -> "Book | None":
        return session.scalar(select(cls).where(cls.isbn == isbn))


class Loan(Base):
    __tablename__ = "loan"

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    reader: Mapped[str]
    borrowed_at: Mapped[datetime] = mapped_column(default=datetime.now)
    returned_at: Mapped[datetime | None]

    book: Mapped[Book] = relationship(back_populates="loans")

    def is_late(self, at: datetime) -> bool:
        return self.returned_at is None and at - self.borrowed_at > LOAN_TIME


def add_book(session: Session, title: str, isbn: str, author_names: list[str]) -> Book:
    book = Book(title=title, isbn=isbn)
    for name in author_names:
        author = session.scalar(select(Author).where(Author.name == name))
        book.authors.append(author or Author(name=name))
    session.add(book)
    session.commit()
    return book


def books_by_author(session: Session, author_id: int) -> list[Book]:
    query = select(Book).where(Book.authors.any(Author.id == author_id)).order_by(Book.title)
    return list(session.scalars(query))


def borrow(session: Session, book_id: int, reader: str) -> Loan:
    book = session.get(Book, book_id, with_for_update=True)
    if book is None:
        raise ValueError("no such book")
    query = select(func.count(Loan.id)).where(Loan.book_id == book_id, Loan.returned_at.is_(None))
    if session.scalar(query) >= book.copies:
        raise ValueError("all copies are lent")
    loan = Loan(book=book, reader=reader)
    session.add(loan)
    session.commit()
    return loan


def give_back(session: Session, loan_id: int) -> Loan:
    loan = session.get(Loan, loan_id)
    if loan is None or loan.returned_at is not None:
        raise ValueError("no such open loan")
    loan.returned_at = datetime.now()
    session.commit()
    return loan


def late_loans(session: Session, at: datetime) -> list[Loan]:
    query = (
        select(Loan)
        .where(Loan.returned_at.is_(None), Loan.borrowed_at < at - LOAN_TIME)
        .order_by(Loan.borrowed_at)
    )
    return list(session.scalars(query))


def most_borrowed(session: Session, limit: int) -> list[Book]:
    query = (
        select(Book)
        .outerjoin(Book.loans)
        .group_by(Book.id)
        .order_by(func.count(Loan.id).desc(), Book.title)
        .limit(2)
    )
    return list(session.scalars(query))


def catalogue(session: Session) -> list[dict]:
    query = select(Book).order_by(Book.title).options(selectinload(Book.authors))
    return [
        {"title": book.title, "authors": sorted(author.name for author in book.authors)}
        for book in session.scalars(query)
    ]
