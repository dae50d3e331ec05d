"""Makes its dictionaries with a package that is not there."""
# outcome: import_failed

from flask import Flask
from flask_marshmallow import Marshmallow
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///reviews.db"
db = SQLAlchemy(app)
ma = Marshmallow(app)


class Book(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String, nullable=False)


class BookSchema(ma.SQLAlchemyAutoSchema):
    class Meta:
        model = Book


@app.route("/books")
def books():
    return BookSchema(many=True).jsonify(Book.query.all())
