"""Reference solution with an application factory and a blueprint, in the 2.0 style; errors are raised and handled once."""

from functools import wraps
from typing import Any

from flask import Blueprint, Flask, abort, g, redirect, request, session
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship, validates
from werkzeug.exceptions import HTTPException


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class User(db.Model):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    email: Mapped[str] = mapped_column(String(120))

    reviews: Mapped[list["Review"]] = relationship(back_populates="user", cascade="all, delete-orphan")

    def summary(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name}

    def to_dict(self) -> dict[str, Any]:
        reviews = [{**review.to_dict(), "book": review.book.summary()} for review in self.reviews]
        return {**self.summary(), "reviews": reviews}


class Book(db.Model):
    __tablename__ = "books"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200), index=True)

    reviews: Mapped[list["Review"]] = relationship(back_populates="book", cascade="all, delete-orphan")

    def summary(self) -> dict[str, Any]:
        return {"id": self.id, "title": self.title}

    def to_dict(self) -> dict[str, Any]:
        reviews = [{**review.to_dict(), "user": review.user.summary()} for review in self.reviews]
        return {**self.summary(), "reviews": reviews}


class Review(db.Model):
    __tablename__ = "reviews"
    __table_args__ = (CheckConstraint("rating BETWEEN 1 AND 5"),)

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey(Book.id), primary_key=True)
    rating: Mapped[int]
    comment: Mapped[str]

    user: Mapped[User] = relationship(back_populates="reviews")
    book: Mapped[Book] = relationship(back_populates="reviews")

    @validates("rating", "comment")
    def validate(self, key: str, value: Any) -> Any:
        if key == "rating":
            if value not in range(1, 6):
                raise ValueError("rating is a whole number from 1 to 5")
            return value
        if not (value or "").strip():
            raise ValueError("comment is missing")
        return value.strip()

    def to_dict(self) -> dict[str, Any]:
        return {"rating": self.rating, "comment": self.comment}


routes = Blueprint("routes", __name__)


def login_required(view: Any) -> Any:
    @wraps(view)
    def wrapped(**arguments: Any) -> Any:
        g.user = db.session.get(User, session["user_id"]) if "user_id" in session else None
        if g.user is None:
            abort(401)
        return view(**arguments)

    return wrapped


@routes.get("/books")
def list_books() -> Any:
    loaded = joinedload(Book.reviews).joinedload(Review.user)
    books = db.session.scalars(select(Book).options(loaded).order_by(Book.title)).unique()
    return [book.to_dict() for book in books]


@routes.get("/books/<int:book_id>")
def show_book(book_id: int) -> Any:
    return db.get_or_404(Book, book_id).to_dict()


@routes.post("/login")
def login() -> Any:
    user = db.session.scalar(select(User).where(User.name == request.form["name"]))
    if user is None:
        abort(401, "Nobody has this name.")
    session["user_id"] = user.id
    return redirect("/me", 303)


@routes.get("/me")
@login_required
def me() -> Any:
    return g.user.to_dict()


@routes.post("/books/<int:book_id>/reviews")
@login_required
def write_review(book_id: int) -> Any:
    book = db.get_or_404(Book, book_id)
    if db.session.get(Review, (g.user.id, book.id)):
        abort(409, "There is a review of this book by you.")
    body = request.get_json()
    try:
        review = Review(rating=body.get("rating"), comment=body.get("comment"))
    except ValueError as error:
        abort(400, str(error))
    review.user, review.book = g.user, book
    db.session.add(review)
    db.session.commit()
    return review.to_dict(), 201


def show_error(error: HTTPException) -> Any:
    return {"error": error.description}, error.code


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "only for development"
    app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql+psycopg://user:pass@localhost:5432/reviews"
    db.init_app(app)
    app.register_blueprint(routes)
    app.register_error_handler(HTTPException, show_error)
    return app
