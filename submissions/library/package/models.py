from datetime import datetime, timedelta

from sqlalchemy import Column, ForeignKey, Table, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

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
