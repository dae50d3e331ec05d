# fails: nothing
from .models import Author, Base, Book, Loan
from .queries import (
    add_book,
    books_by_author,
    borrow,
    catalogue,
    give_back,
    late_loans,
    most_borrowed,
)

__all__ = [
    "Author",
    "Base",
    "Book",
    "Loan",
    "add_book",
    "books_by_author",
    "borrow",
    "catalogue",
    "give_back",
    "late_loans",
    "most_borrowed",
]
