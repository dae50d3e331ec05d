"""What can be done with the objects of any model."""

from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import DeclarativeBase, Session

M = TypeVar("M", bound=DeclarativeBase)


class Repository(Generic[M]):
    model: ClassVar[type]

    def __init__(self, session: Session) -> None:
        self.session = session

    def _commit(self) -> None:
        try:
            self.session.commit()
        except Exception:
            self.session.rollback()
            raise

    def add(self, thing: M) -> M:
        self.session.add(thing)
        self._commit()
        return thing

    def get(self, key: Any) -> M | None:
        return self.session.get(self.model, key)

    def find(self, *conditions: ColumnElement[bool], order_by: Any = None, limit: int | None = None) -> list[M]:
        statement = select(self.model).where(*conditions)
        if order_by is not None:
            statement = statement.order_by(order_by)
        if limit is not None:
            statement = statement.limit(limit)
        return list(self.session.scalars(statement))

    def change(self, key: Any, **values: Any) -> M | None:
        thing = self.get(key)
        if thing is not None:
            for name, value in values.items():
                setattr(thing, name, value)
            self._commit()
        return thing

    def remove(self, key: Any) -> bool:
        thing = self.get(key)
        if thing is None:
            return False
        self.session.delete(thing)
        self._commit()
        return True
