import functools

from flask import Blueprint, g, jsonify, redirect, request, session, url_for

from .extensions import db
from .models import User

bp = Blueprint("auth", __name__)


@bp.before_app_request
def load_user():
    user_id = session.get("user_id")
    g.user = db.session.get(User, user_id) if user_id else None


def login_required(view):
    @functools.wraps(view)
    def wrapped(**kwargs):
        if g.user is None:
            return jsonify({"error": "unauthorized"}), 401
        return view(**kwargs)

    return wrapped


@bp.route("/login", methods=["POST"])
def login():
    user = User.query.filter(User.name == request.form.get("name", "")).one_or_none()
    if user is None:
        return jsonify({"error": "invalid name"}), 401
    session.clear()
    session["user_id"] = user.id
    return redirect(url_for("auth.me"))


@bp.route("/me")
@login_required
def me():
    return jsonify(g.user.to_dict())
