import os

from flask import Flask

from .extensions import db


def create_app(test_config=None):
    app = Flask(__name__, instance_relative_config=True)
    app.config.from_mapping(
        SECRET_KEY=os.environ.get("SECRET_KEY", "dev"),
        SQLALCHEMY_DATABASE_URI=os.environ.get("DATABASE_URL", "sqlite:///bookclub.db"),
    )
    if test_config:
        app.config.update(test_config)

    db.init_app(app)

    from . import auth, books

    app.register_blueprint(auth.bp)
    app.register_blueprint(books.bp)

    @app.errorhandler(404)
    def not_found(error):
        return {"error": "not found"}, 404

    return app
