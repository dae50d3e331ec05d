"""What a teacher's own test suite begins with: the submission, its tables, a session, and a count of statements.

SUBMISSION is the path of a module, DATABASE_URL leads to an empty database.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session


@pytest.fixture(scope="session")
def module() -> ModuleType:
    """The submission, imported."""
    path = Path(os.environ["SUBMISSION"])
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture(scope="session")
def made(module: ModuleType) -> Iterator[Engine]:
    """The database, with the submission's tables."""
    engine = create_engine(os.environ["DATABASE_URL"])
    module.Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(made: Engine, module: ModuleType) -> Engine:
    """The database, with its tables empty."""
    tables = ", ".join(f'"{table.name}"' for table in module.Base.metadata.tables.values())
    with made.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    return made


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    """What was sent to the database, one text for each statement."""
    sent: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    yield sent
    event.remove(engine, "before_cursor_execute", listen)


class Rows:
    """Stores rows, with keys that are not the same in different tables."""

    def __init__(self, module: ModuleType, engine: Engine) -> None:
        self._module, self._engine = module, engine
        self._keys = itertools.count(1001, 7)

    def author(self, *posts: int) -> int:
        """An author, with a post for each number, which says how many comments the post has. The author's id."""
        author = next(self._keys)
        numbers = {next(self._keys): number for number in posts}
        with Session(self._engine) as session:
            session.add(self._module.Author(id=author, name=f"Name {author}", email=f"{author}@example.org"))
            session.flush()  # parents first, whatever relationships there are
            session.add_all(self._post(post, author) for post in numbers)
            session.flush()
            session.add_all(self._comment(post) for post, number in numbers.items() for _ in range(number))
            session.commit()
        return author

    def _post(self, key: int, author: int) -> Any:
        return self._module.Post(id=key, author_id=author, title=f"Title {key}", content=f"Content {key}")

    def _comment(self, post: int) -> Any:
        key = next(self._keys)
        return self._module.Comment(
            id=key, post_id=post, author_name=f"Reader {key}", content=f"Comment {key}"
        )


@pytest.fixture
def rows(module: ModuleType, engine: Engine) -> Rows:
    return Rows(module, engine)


@pytest.fixture
def stored(engine: Engine) -> Callable[..., list[Any]]:
    """Rows of a model as another session sees them."""

    def read(*columns: Any) -> list[Any]:
        with Session(engine) as session:
            return sorted(tuple(row) for row in session.query(*columns))

    return read
