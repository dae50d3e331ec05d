from flask import jsonify, request
from sqlalchemy.exc import IntegrityError

from app import app, db
from models import User


@app.route('/users')
def index():
    return jsonify([u.to_dict() for u in active_users()])


def create_user(name, email):
    user = User(name=name, email=email)
    db.session.add(user)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        raise
    return user


def get_user(user_id):
    return db.session.get(User, user_id)


def first_by_name(name):
    return User.query.filter_by(name=name).order_by(User.id).first()


def active_users():
    return User.query.filter_by(is_active=True).all()


def active_since(since, limit):
    return User.query.filter(User.is_active, User.created_at > since).order_by(User.name).limit(limit).all()


def rename_user(user_id, name):
    user = db.session.get(User, user_id)
    if user is None:
        return None
    user.name = name
    db.session.commit()
    return user


def delete_user(user_id):
    user = db.session.get(User, user_id)
    if user is None:
        return False
    db.session.delete(user)
    db.session.commit()
    return True
