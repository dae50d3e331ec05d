"""Flask with create_app(): the queries use db.session, and the application context is left to whoever calls them."""

from flask import Flask

from .extensions import db


def create_app(config=None):
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///blog.db"
    db.init_app(app)
    from . import models

    with app.app_context():
        db.create_all()
    return app
