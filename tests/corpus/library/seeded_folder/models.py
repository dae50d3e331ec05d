from datetime import datetime, timedelta

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Table, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship, sessionmaker

engine = create_engine('sqlite:///library.db')
Session = sessionmaker(bind=engine)
session = Session()
Base = declarative_base()

author_book = Table(
    'author_book', Base.metadata,
    Column('author_id', Integer, ForeignKey('authors.id'), primary_key=True),
    Column('book_id', Integer, ForeignKey('books.id'), primary_key=True),
)


class Author(Base):
    __tablename__ = 'authors'
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    books = relationship('Book', secondary=author_book, back_populates='authors')

    def __init__(self, name, books=None, **kwargs):
        super().__init__(**kwargs)
        self.name = name
        if books:
            self.books = books

    @classmethod
    def find_by_name(cls, session, name):
        return session.query(cls).filter(cls.name == name).first()


class Book(Base):
    __tablename__ = 'books'
    id = Column(Integer, primary_key=True)
    title = Column(String, nullable=False)
    isbn = Column(String, unique=True, nullable=False)
    copies = Column(Integer, default=1, nullable=False)
    authors = relationship('Author', secondary=author_book, back_populates='books')
    loans = relationship('Loan', back_populates='book', cascade='all, delete-orphan')

    @property
    def available(self):
        return self.copies - len([loan for loan in self.loans if not loan.returned_at])

    @classmethod
    def by_isbn(cls, session, isbn):
        return session.query(cls).filter_by(isbn=isbn).one_or_none()


class Loan(Base):
    __tablename__ = 'loans'
    id = Column(Integer, primary_key=True)
    book_id = Column(Integer, ForeignKey('books.id'), nullable=False)
    reader = Column(String, nullable=False)
    borrowed_at = Column(DateTime, default=datetime.now)
    returned_at = Column(DateTime)
    book = relationship('Book', back_populates='loans')

    def is_late(self, at):
        return self.returned_at is None and at > self.borrowed_at + timedelta(days=28)
