"""main.py is still the template; the work is in models.py and crud.py."""

import datetime as dt

from sqlalchemy import Boolean, DateTime, Integer, String
from sqlalchemy.orm import mapped_column

from db import Base


class User(Base):
    __tablename__ = "users"

    id = mapped_column(Integer, primary_key=True)
    name = mapped_column(String, nullable=False)
    email = mapped_column(String, nullable=False, unique=True)
    is_active = mapped_column(Boolean, default=True)
    created_at = mapped_column(DateTime, default=dt.datetime.now)
