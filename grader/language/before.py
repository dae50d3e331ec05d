"""What an exercise has made in a database before the tables are: schemas and extensions, as SQL says it."""

from __future__ import annotations

import re
from dataclasses import dataclass

EXTENSIONS = ("btree_gist", "citext", "hstore", "pg_trgm", "pgcrypto", "uuid-ossp")
"""They run no code of a submission's, and PostgreSQL lets who is no superuser make them (`trusted` in their control
files)."""

_STATEMENT = re.compile(
    r'CREATE\s+(SCHEMA|EXTENSION)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"([^"]+)"|([a-z_][a-z0-9_]*))\s*;?',
    re.IGNORECASE,
)
_SCHEMA = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")
_TAKEN = ("public", "information_schema")


class NotMadeError(Exception):
    """A statement that makes neither a schema nor an extension that is allowed; the message is a sentence."""


@dataclass(frozen=True)
class Before:
    """Names, in the order in which they are made: extensions come first, and lie in ``public``."""

    schemas: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.schemas or self.extensions)


def parse(statements: tuple[str, ...]) -> Before:
    """Raises ``NotMadeError``."""
    found = [parse_statement(statement) for statement in statements]
    return Before(
        schemas=tuple(dict.fromkeys(name for kind, name in found if kind == "schema")),
        extensions=tuple(dict.fromkeys(name for kind, name in found if kind == "extension")),
    )


def parse_statement(text: str) -> tuple[str, str]:
    """What it makes, and its name. Raises ``NotMadeError``."""
    match = _STATEMENT.fullmatch(text.strip())
    if match is None:
        raise NotMadeError(
            "a statement such as `CREATE SCHEMA shop` or `CREATE EXTENSION citext` is expected"
        )
    kind, name = match[1].lower(), match[2] or match[3].lower()
    if kind == "extension" and name not in EXTENSIONS:
        raise NotMadeError(f"the extension `{name}` is not one of {', '.join(EXTENSIONS)}")
    if kind == "schema" and (name in _TAKEN or not _SCHEMA.fullmatch(name)):
        raise NotMadeError(
            f"a schema cannot be called `{name}`: take small letters, digits and underscores, and not pg_ at its beginning"
        )
    return kind, name
