"""Flask-SQLAlchemy: db = SQLAlchemy(app), db.Model, db.session; the application context is pushed for the shell."""

import os

from flask import Flask, jsonify
from flask_sqlalchemy import SQLAlchemy

basedir = os.path.abspath(os.path.dirname(__file__))

app = Flask(__name__)
app.config['SECRET_KEY'] = 'dev'
app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///' + os.path.join(basedir, 'instance', 'users.db')
app.config['SQLALCHEMY_TRACK_MODIFICATIONS'] = False
db = SQLAlchemy(app)

from models import User
from views import *

app.app_context().push()
db.create_all()

if __name__ == '__main__':
    app.run(debug=True)
