from sqlalchemy import Column, Integer, String

from .db import Base


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, nullable=False, unique=True)

    def serialize(self):
        return {"id": self.id, "name": self.name}
