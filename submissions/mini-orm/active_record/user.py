from .database import query
from .model import Model

query(
    "CREATE TABLE IF NOT EXISTS users (id SERIAL PRIMARY KEY, name VARCHAR(100) NOT NULL,"
    " email VARCHAR(255) NOT NULL UNIQUE)"
)


class User(Model):
    table = "users"
    columns = ("name", "email")

    @classmethod
    def find_by_email(cls, email):
        return cls.find_by("email", email)
