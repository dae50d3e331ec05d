"""A base class that writes the SQL for any table with psycopg2.sql; `User` only names its table and its columns."""

from __future__ import annotations

from typing import Any, ClassVar

import psycopg2
from psycopg2 import sql
from psycopg2.extras import RealDictCursor

connection = psycopg2.connect(dbname="myapp", cursor_factory=RealDictCursor)


def execute(query: sql.Composable, values: list[Any] | None = None) -> dict[str, Any] | None:
    """Run one query in its own transaction, and give its first row, if it has any."""
    with connection:
        with connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchone() if cursor.description else None


class Model:
    """A row of a table with a serial `id`, and the columns that the subclass lists."""

    table: ClassVar[str]
    columns: ClassVar[dict[str, str]]

    id: int | None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        definitions = [sql.SQL("id SERIAL PRIMARY KEY")]
        for name, definition in cls.columns.items():
            definitions.append(sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(definition)))
        execute(
            sql.SQL("CREATE TABLE IF NOT EXISTS {table} ({definitions})").format(
                table=sql.Identifier(cls.table),
                definitions=sql.SQL(", ").join(definitions),
            )
        )

    def _values(self) -> list[Any]:
        return [getattr(self, name) for name in self.columns]

    def save(self) -> None:
        if self.id is None:
            self._insert()
        else:
            self._update()

    def _insert(self) -> None:
        query = sql.SQL("INSERT INTO {table} ({names}) VALUES ({values}) RETURNING id").format(
            table=sql.Identifier(self.table),
            names=sql.SQL(", ").join(map(sql.Identifier, self.columns)),
            values=sql.SQL(", ").join([sql.Placeholder()] * len(self.columns)),
        )
        self.id = execute(query, self._values())["id"]

    def _update(self) -> None:
        query = sql.SQL("UPDATE {table} SET {assignments} WHERE id = {id}").format(
            table=sql.Identifier(self.table),
            assignments=sql.SQL(", ").join(
                sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder()) for name in self.columns
            ),
            id=sql.Placeholder(),
        )
        execute(query, [*self._values(), self.id])

    def delete(self) -> None:
        query = sql.SQL("DELETE FROM {} WHERE id = {}").format(sql.Identifier(self.table), sql.Placeholder())
        execute(query, [self.id])
        self.id = None

    @classmethod
    def get(cls, user_id: int):
        return cls._find_one("id", user_id)

    @classmethod
    def _find_one(cls, column: str, value: Any):
        query = sql.SQL("SELECT {names} FROM {table} WHERE {column} = {value}").format(
            names=sql.SQL(", ").join(map(sql.Identifier, ["id", *cls.columns])),
            table=sql.Identifier(cls.table),
            column=sql.Identifier(column),
            value=sql.Placeholder(),
        )
        row = execute(query, [value])
        if row is None:
            return None
        instance = cls.__new__(cls)
        for name, stored in row.items():
            setattr(instance, name, stored)
        return instance


class User(Model):
    table = "users"
    columns = {
        "name": "VARCHAR(100) NOT NULL",
        "email": "VARCHAR(255) NOT NULL UNIQUE",
    }

    def __init__(self, name: str, email: str) -> None:
        self.id = None
        self.name = name
        self.email = email

    @classmethod
    def find_by_email(cls, email: str) -> User | None:
        return cls._find_one("email", email)
