"""Book reviews with Flask. Replace every TODO."""

from flask import Flask, redirect, request, session
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload, validates


class Base(DeclarativeBase):
    pass


app = Flask(__name__)
app.config["SECRET_KEY"] = "only for development"
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql+psycopg://user:pass@localhost:5432/reviews"
db = SQLAlchemy(app, model_class=Base)


class User(db.Model):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]

    # TODO: reviews

    def to_dict(self) -> dict:
        raise NotImplementedError  # TODO


class Book(db.Model):
    __tablename__ = "books"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]

    # TODO: reviews

    def to_dict(self) -> dict:
        raise NotImplementedError  # TODO


# TODO: Review, with its key, its two relationships and its two validators

# TODO: GET /books

# TODO: GET /books/ID

# TODO: POST /login

# TODO: GET /me

# TODO: POST /books/ID/reviews
