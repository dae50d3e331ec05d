"""A folder in layers: this module has the class, a dataclass that leaves the SQL to the repository."""

from dataclasses import dataclass, field
from typing import Optional

import repository

repository.create_table()


@dataclass
class User:
    name: str
    email: str
    id: Optional[int] = field(default=None, kw_only=True)

    def save(self) -> None:
        if self.id is None:
            self.id = repository.insert(self.name, self.email)
        else:
            repository.update(self.id, self.name, self.email)

    def delete(self) -> None:
        if self.id is not None:
            repository.delete(self.id)
            self.id = None

    @classmethod
    def get(cls, user_id: int) -> Optional["User"]:
        row = repository.by_id(user_id)
        return cls(**row._asdict()) if row else None

    @classmethod
    def find_by_email(cls, email: str) -> Optional["User"]:
        row = repository.by_email(email)
        return cls(**row._asdict()) if row else None
