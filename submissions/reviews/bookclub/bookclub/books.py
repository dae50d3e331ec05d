from flask import Blueprint, g, jsonify, request
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from .auth import login_required
from .extensions import db
from .models import Book, Review

bp = Blueprint("books", __name__, url_prefix="/books")


@bp.get("")
def index():
    books = db.session.scalars(
        select(Book).order_by(Book.title).options(selectinload(Book.reviews).selectinload(Review.user))
    )
    return jsonify([book.to_dict() for book in books])


@bp.get("/<int:id>")
def show(id):
    return jsonify(db.get_or_404(Book, id).to_dict())


@bp.post("/<int:id>/reviews")
@login_required
def create_review(id):
    book = db.get_or_404(Book, id)
    if Review.query.get((g.user.id, book.id)):
        return jsonify({"error": "already reviewed"}), 409
    data = request.get_json()
    try:
        review = Review(user=g.user, book=book, rating=data.get("rating"), comment=data.get("comment"))
        db.session.add(review)
        db.session.commit()
    except ValueError as e:
        db.session.rollback()
        return jsonify({"error": str(e)}), 400
    return jsonify(review.to_dict()), 201
