from datetime import datetime, timezone

from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.orm import validates

from .extensions import db


class User(db.Model):
    __tablename__ = "users"

    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String, nullable=False, unique=True)
    email = db.Column(db.String, nullable=False)

    reviews = db.relationship("Review", back_populates="user", cascade="all, delete-orphan")
    books = association_proxy("reviews", "book", creator=lambda book: Review(book=book))

    def to_dict(self, nested=True):
        data = {"id": self.id, "name": self.name}
        if nested:
            data["reviews"] = [review.to_dict(with_book=True) for review in self.reviews]
        return data


class Book(db.Model):
    __tablename__ = "books"

    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String, nullable=False)

    reviews = db.relationship("Review", back_populates="book", cascade="all, delete-orphan")

    def to_dict(self, nested=True):
        data = {"id": self.id, "title": self.title}
        if nested:
            data["reviews"] = [review.to_dict(with_user=True) for review in self.reviews]
        return data


class Review(db.Model):
    __tablename__ = "reviews"

    user_id = db.Column(db.ForeignKey("users.id"), primary_key=True)
    book_id = db.Column(db.ForeignKey("books.id"), primary_key=True)
    rating = db.Column(db.Integer, nullable=False)
    comment = db.Column(db.Text, nullable=False)
    created_at = db.Column(db.DateTime, default=lambda: datetime.now(timezone.utc).replace(tzinfo=None))

    user = db.relationship("User", back_populates="reviews")
    book = db.relationship("Book", back_populates="reviews")

    @validates("rating")
    def validate_rating(self, key, rating):
        if type(rating) is not int or not 1 <= rating <= 5:
            raise ValueError("rating must be between 1 and 5")
        return rating

    @validates("comment")
    def validate_comment(self, key, comment):
        comment = (comment or "").strip()
        if not comment:
            raise ValueError("comment must not be empty")
        return comment

    def to_dict(self, with_user=False, with_book=False):
        data = {"rating": self.rating, "comment": self.comment}
        if with_user:
            data["user"] = self.user.to_dict(nested=False)
        if with_book:
            data["book"] = self.book.to_dict(nested=False)
        return data

    def __repr__(self):
        return f"<Review {self.user_id} {self.book_id} {self.rating}>"
