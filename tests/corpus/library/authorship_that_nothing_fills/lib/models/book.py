"""A class for the many-to-many is declared, and nothing fills it: the relationship goes over a book's only author."""

from sqlalchemy import Column, Integer, String, ForeignKey
from sqlalchemy.orm import relationship
from models.base import Base


class Book(Base):
    __tablename__ = "books"
    id = Column(Integer, primary_key=True)
    title = Column(String, nullable=False)
    isbn = Column(String, nullable=False, unique=True)
    copies = Column(Integer, nullable=False, default=1)
    author_id = Column(Integer, ForeignKey("authors.id"))

    author = relationship("Author", back_populates="books")
    loans = relationship("Loan", back_populates="book", cascade="all, delete")

    @property
    def authors(self):
        return [self.author]

    @property
    def available(self):
        return self.copies - len([l for l in self.loans if not l.returned_at])

    @classmethod
    def by_isbn(cls, session, isbn):
        return session.query(cls).filter_by(isbn=isbn).first()
