"""Reference solution with an application at module level, db.Column and Model.query."""

from flask import Flask, jsonify, redirect, request, session
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload, validates

app = Flask(__name__)
app.config['SECRET_KEY'] = 'only for development'
app.config['SQLALCHEMY_DATABASE_URI'] = 'postgresql://user:pass@localhost:5432/reviews'
db = SQLAlchemy(app)


class User(db.Model):
    __tablename__ = 'users'

    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80), unique=True, nullable=False)
    email = db.Column(db.String(120), nullable=False)

    reviews = db.relationship('Review', back_populates='user', cascade='all, delete-orphan')

    def to_dict(self):
        return {
            'id': self.id,
            'name': self.name,
            'reviews': [dict(r.to_dict(), book={'id': r.book.id, 'title': r.book.title}) for r in self.reviews],
        }


class Book(db.Model):
    __tablename__ = 'books'

    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(200), nullable=False)

    reviews = db.relationship('Review', back_populates='book', cascade='all, delete-orphan')

    def to_dict(self):
        return {
            'id': self.id,
            'title': self.title,
            'reviews': [dict(r.to_dict(), user={'id': r.user.id, 'name': r.user.name}) for r in self.reviews],
        }


class Review(db.Model):
    __tablename__ = 'reviews'

    user_id = db.Column(db.Integer, db.ForeignKey('users.id'), primary_key=True)
    book_id = db.Column(db.Integer, db.ForeignKey('books.id'), primary_key=True)
    rating = db.Column(db.Integer, nullable=False)
    comment = db.Column(db.Text, nullable=False)

    user = db.relationship('User', back_populates='reviews')
    book = db.relationship('Book', back_populates='reviews')

    @validates('rating')
    def validate_rating(self, key, rating):
        if not isinstance(rating, int) or rating < 1 or rating > 5:
            raise ValueError('A rating is a whole number from 1 to 5.')
        return rating

    @validates('comment')
    def validate_comment(self, key, comment):
        if not isinstance(comment, str) or not comment.strip():
            raise ValueError('A comment is a text that is not empty.')
        return comment.strip()

    def to_dict(self):
        return {'rating': self.rating, 'comment': self.comment}


def error(message, status):
    return jsonify(error=message), status


def current_user():
    return db.session.get(User, session.get('user_id', 0))


@app.route('/books')
def list_books():
    books = (
        Book.query.options(selectinload(Book.reviews).joinedload(Review.user))
        .order_by(Book.title)
        .all()
    )
    return jsonify([book.to_dict() for book in books])


@app.route('/books/<int:book_id>')
def show_book(book_id):
    book = db.session.get(Book, book_id)
    if book is None:
        return error('There is no such book.', 404)
    return jsonify(book.to_dict())


@app.route('/login', methods=['POST'])
def login():
    user = User.query.filter_by(name=request.form.get('name')).first()
    if user is None:
        return error('Nobody has this name.', 401)
    session['user_id'] = user.id
    return redirect('/me')


@app.route('/me')
def me():
    user = current_user()
    if user is None:
        return error('Log in first.', 401)
    return jsonify(user.to_dict())


@app.route('/books/<int:book_id>/reviews', methods=['POST'])
def write_review(book_id):
    user = current_user()
    if user is None:
        return error('Log in first.', 401)
    if db.session.get(Book, book_id) is None:
        return error('There is no such book.', 404)
    body = request.get_json()
    try:
        review = Review(
            user_id=user.id, book_id=book_id, rating=body.get('rating'), comment=body.get('comment')
        )
    except ValueError as wrong:
        return error(str(wrong), 400)
    db.session.add(review)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return error('You have reviewed this book.', 409)
    return jsonify(review.to_dict()), 201


if __name__ == '__main__':
    with app.app_context():
        db.create_all()
    app.run(debug=True)
