"""The route looks at what a review holds, not the model; who is logged in is a variable of the module."""
# fails: reviews-go-too, rating, comment, another-browser

from flask import Flask, jsonify, make_response, redirect, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql+psycopg://localhost/reviews"
db = SQLAlchemy(app, model_class=Base)
current_user_id = None


class User(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    reviews: Mapped[list["Review"]] = relationship(back_populates="user")

    def to_dict(self):
        return {
            "id": self.id,
            "name": self.name,
            "reviews": [
                {"rating": r.rating, "comment": r.comment, "book": {"id": r.book.id, "title": r.book.title}}
                for r in self.reviews
            ],
        }


class Book(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    reviews: Mapped[list["Review"]] = relationship(back_populates="book")

    def to_dict(self):
        return {
            "id": self.id,
            "title": self.title,
            "reviews": [
                {"rating": r.rating, "comment": r.comment, "user": {"id": r.user.id, "name": r.user.name}}
                for r in self.reviews
            ],
        }


class Review(db.Model):
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"), primary_key=True)
    rating: Mapped[int]
    comment: Mapped[str]
    user: Mapped[User] = relationship(back_populates="reviews")
    book: Mapped[Book] = relationship(back_populates="reviews")


@app.get("/books")
def books():
    query = select(Book).order_by(Book.title).options(selectinload(Book.reviews).selectinload(Review.user))
    return [book.to_dict() for book in db.session.scalars(query)]


@app.get("/books/<int:id>")
def book(id):
    found = db.session.get(Book, id)
    return found.to_dict() if found else make_response(jsonify(error="Book not found"), 404)


@app.post("/login")
def login():
    global current_user_id
    user = db.session.scalars(select(User).filter_by(name=request.form["name"])).first()
    if user is None:
        return make_response(jsonify(error="Wrong name"), 401)
    current_user_id = user.id
    return redirect("/me")


@app.get("/me")
def me():
    if current_user_id is None:
        return make_response(jsonify(error="Not logged in"), 401)
    return db.session.get(User, current_user_id).to_dict()


@app.post("/books/<int:id>/reviews")
def add_review(id):
    if current_user_id is None:
        return make_response(jsonify(error="Not logged in"), 401)
    if db.session.get(Book, id) is None:
        return make_response(jsonify(error="Book not found"), 404)
    if db.session.get(Review, (current_user_id, id)):
        return make_response(jsonify(error="Already reviewed"), 409)
    rating, comment = request.json.get("rating"), request.json.get("comment")
    if not isinstance(rating, int) or not 1 <= rating <= 5 or not comment or not comment.strip():
        return make_response(jsonify(error="Wrong review"), 400)
    db.session.add(Review(user_id=current_user_id, book_id=id, rating=rating, comment=comment.strip()))
    db.session.commit()
    return make_response(jsonify(rating=rating, comment=comment.strip()), 201)
