from os import environ

TITLE = environ.get("APP_TITLE", "users")
DB_URL = environ.get("DATABASE_URL", "postgresql://user:pass@localhost:5432/myapp")
