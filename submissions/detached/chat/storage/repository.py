from sqlalchemy import select
from sqlalchemy.orm import Session

from .models import Base, Message


class Repository:
    def __init__(self, db: Session) -> None:
        self.db = db

    def find(self, model: type[Base], key: int) -> Base | None:
        return self.db.get(model, key)

    def own(self, thing: Base) -> Base:
        return self.db.merge(thing)

    def store(self, thing: Base) -> Base:
        self.db.add(thing)
        self.db.commit()
        return thing

    @staticmethod
    def message(content: str) -> Message:
        return Message(content=content)

    def messages(self, user_id: int) -> list[Message]:
        found = select(Message).filter_by(user_id=user_id).order_by(Message.id)
        return self.db.execute(found).scalars().all()
