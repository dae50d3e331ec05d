"""One file after a tutorial: the tables are made at import, lists are loaded row by row, and the errors are pages."""
# fails: books-in-order, books-statements, second-review, review-of-nothing

from flask import Flask, abort, jsonify, redirect, request, session, url_for
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import validates

app = Flask(__name__)
app.secret_key = b"_5#y2L"
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///reviews.db"
app.config["SQLALCHEMY_TRACK_MODIFICATIONS"] = False
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80), unique=True, nullable=False)
    email = db.Column(db.String(120), nullable=False)
    reviews = db.relationship("Review", backref="user", cascade="all, delete")

    def to_dict(self):
        reviews = []
        for review in self.reviews:
            book = {"id": review.book.id, "title": review.book.title}
            reviews.append({"rating": review.rating, "comment": review.comment, "book": book})
        return {"id": self.id, "name": self.name, "reviews": reviews}


class Book(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(200), nullable=False)
    reviews = db.relationship("Review", backref="book", cascade="all, delete")

    def to_dict(self):
        reviews = []
        for review in self.reviews:
            user = {"id": review.user.id, "name": review.user.name}
            reviews.append({"rating": review.rating, "comment": review.comment, "user": user})
        return {"id": self.id, "title": self.title, "reviews": reviews}


class Review(db.Model):
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"), primary_key=True)
    book_id = db.Column(db.Integer, db.ForeignKey("book.id"), primary_key=True)
    rating = db.Column(db.Integer, nullable=False)
    comment = db.Column(db.String(500), nullable=False)

    @validates("rating")
    def check_rating(self, key, value):
        if not isinstance(value, int) or not 1 <= value <= 5:
            raise ValueError("rating must be 1 to 5")
        return value

    @validates("comment")
    def check_comment(self, key, value):
        if value is None or value.strip() == "":
            raise ValueError("comment required")
        return value.strip()


with app.app_context():
    db.create_all()


@app.route("/books")
def books():
    return jsonify([book.to_dict() for book in Book.query.all()])


@app.route("/books/<int:id>")
def book(id):
    return jsonify(Book.query.get_or_404(id).to_dict())


@app.route("/login", methods=["POST"])
def login():
    user = User.query.filter_by(name=request.form["name"]).first()
    if not user:
        abort(401)
    session["user"] = user.id
    return redirect(url_for("me"))


@app.route("/me")
def me():
    if "user" not in session:
        abort(401)
    return jsonify(User.query.get(session["user"]).to_dict())


@app.route("/books/<int:id>/reviews", methods=["POST"])
def add_review(id):
    if "user" not in session:
        abort(401)
    data = request.json
    try:
        review = Review(
            user_id=session["user"], book_id=id, rating=data.get("rating"), comment=data.get("comment")
        )
    except ValueError as error:
        return jsonify(error=str(error)), 400
    db.session.add(review)
    db.session.commit()
    return jsonify(rating=review.rating, comment=review.comment), 201


if __name__ == "__main__":
    app.run(debug=True)
