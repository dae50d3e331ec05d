"""SQLModel: one class for table and schema; lengths by Field, the relationship by Relationship."""

from datetime import datetime
from typing import List, Optional

from sqlalchemy import DateTime
from sqlmodel import Field, Relationship, SQLModel, create_engine

engine = create_engine("sqlite:///database.db", echo=True)


class UserBase(SQLModel):
    name: str = Field(max_length=100)
    email: str = Field(max_length=255, unique=True)
    is_active: bool = True


class User(UserBase, table=True):
    __tablename__ = "users"

    id: Optional[int] = Field(default=None, primary_key=True)
    created_at: datetime = Field(default_factory=datetime.utcnow, sa_type=DateTime)  # else it wants a timezone??
    messages: List["Message"] = Relationship(back_populates="user")

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


class UserCreate(UserBase):
    pass


class Message(SQLModel, table=True):
    __tablename__ = "messages"

    id: Optional[int] = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id")
    content: str
    created_at: datetime = Field(default_factory=datetime.utcnow, sa_type=DateTime)  # else it wants a timezone??
    user: Optional[User] = Relationship(back_populates="messages")


def create_db_and_tables():
    SQLModel.metadata.create_all(engine)


if __name__ == "__main__":
    create_db_and_tables()
