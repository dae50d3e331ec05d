"""A folder in layers: this module holds the settings."""

import os

DATABASE_URL: str = os.environ.get("DATABASE_URL", "postgresql://user:pass@localhost:5432/myapp")
