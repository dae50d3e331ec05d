from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from .models import Base


class UnitOfWork:
    """Commits at the end of a with block, and rolls back after any error."""

    def __init__(self, db: Session) -> None:
        self.db = db

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if error is not None:
            self.discard()
            return False
        try:
            self.db.commit()
        except Exception:
            self.discard()
            raise
        return False

    def add(self, thing: Base, flush: bool = False) -> Base:
        self.db.add(thing)
        if flush:
            self.db.flush()
        return thing

    def remove(self, thing: Base, flush: bool = False) -> None:
        self.db.delete(thing)
        if flush:
            self.db.flush()

    def counts(self) -> dict[str, int]:
        return {name: len(getattr(self.db, name)) for name in ("new", "dirty", "deleted")}

    def discard(self) -> None:
        self.db.rollback()

    def fits(self, thing: Base) -> bool:
        try:
            with self.db.begin_nested() as savepoint:
                self.add(thing, flush=True)
                savepoint.rollback()
        except IntegrityError:
            return False
        return True
