"""The mapped classes of the submission, as the mapper constructs them, whatever style they are written in."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Enum, Table, event
from sqlalchemy.exc import InvalidRequestError, NoForeignKeysError
from sqlalchemy.orm import ColumnProperty, Mapper, configure_mappers
from sqlalchemy.orm.interfaces import EXT_CONTINUE, EXT_SKIP

from grader.worker.exceptions import clean
from grader.worker.places import read_module

_mappers: list[Mapper[Any]] = []
_left_out: set[str] = set()


def watch() -> None:
    """From now on remember every mapper that is made."""
    event.listen(Mapper, "after_mapper_constructed", lambda mapper, _: _mappers.append(mapper))


def leave_out(modules: Iterable[str]) -> None:
    """From now on the classes of modules that could not be imported are not there, however far these came."""
    _left_out.update(modules)


def configure() -> None:
    """Configure all mappers; where one that is left out stands in the way, the others."""
    try:
        configure_mappers()
    except Exception as error:
        if not _left_out:
            raise _find_cause(error) from None
        event.listen(Mapper, "before_mapper_configured", _skip_left_out, retval=True)
        configure_mappers()


def _find_cause(error: Exception) -> Exception:
    """A foreign key that leads nowhere is passed over where a join is looked for (``_joincond_scan_left_right`` of
    sqlalchemy/sql/selectable.py), and the error says that there is none."""
    if not isinstance(error, NoForeignKeysError):
        return error
    return next(filter(None, map(find_unresolved, _tables())), error)


def _tables() -> list[Table]:
    tables = (mapper.local_table for mapper in mappers())
    return [table for table in tables if isinstance(table, Table)]


def find_unresolved(table: Table) -> Exception | None:
    """What is wrong with a foreign key of a table that leads to no other."""
    try:
        for key in table.foreign_keys:
            key.column  # noqa: B018  it is looked for now
    except Exception as error:
        return error
    return None


def _skip_left_out(_: Mapper[Any], cls: type) -> Any:
    return EXT_SKIP if read_module(cls) in _left_out else EXT_CONTINUE


def mappers() -> list[Mapper[Any]]:
    """In the order in which they were made; a class with a primary mapper each."""
    return [mapper for mapper in _mappers if read_module(mapper.class_) not in _left_out]


def columns(mapper: Mapper[Any], table: Any) -> dict[str, str]:
    """The columns of one of its tables, by the attributes that hold them."""
    found: dict[str, str] = {}
    for column in getattr(table, "columns", ()):
        try:
            found[str(mapper.get_property_by_column(column).key)] = str(column.name)
        except InvalidRequestError:  # of a class beside it that lies in the same table
            continue
    return found


def with_foreign_key(mapper: Mapper[Any], table: Any) -> list[str]:
    """The attributes whose columns have a foreign key, wherever it leads."""
    keys = {str(column.name) for column in getattr(table, "columns", ()) if column.foreign_keys}
    return [attribute for attribute, column in columns(mapper, table).items() if column in keys]


def inherited_tables(mapper: Mapper[Any]) -> list[Table]:
    """Those that its rows lie in besides its own, the furthest first."""
    tables = [above.local_table for above in mapper.iterate_to_root()][::-1]
    return [
        t
        for t in dict.fromkeys(tables)
        if isinstance(t, Table) and t is not mapper.local_table and columns(mapper, t)
    ]


def constants(mapper: Mapper[Any], table: Any) -> dict[str, str]:
    """What every row of the class has in a table: by column, the identity that tells it from those it shares it with."""
    column, identity = mapper.polymorphic_on, mapper.polymorphic_identity
    if not isinstance(column, Column) or column.table is not table:
        return {}
    if isinstance(identity, enum.Enum):
        identity = _stored(identity, column)
    return {str(column.name): clean(str(identity))} if type(identity) in (str, int) else {}


def _stored(member: enum.Enum, column: Column[Any]) -> Any:
    """What the type Enum stores: the name, or what its ``values_callable`` gives."""
    known = column.type
    if not isinstance(known, Enum) or known.enum_class is None:
        return member.name
    return dict(zip(known.enum_class, known.enums, strict=False)).get(member)


def aliases(mapper: Mapper[Any]) -> dict[str, str]:
    """Names that stand for a column's attribute, such as a hybrid that gives it: by name, the attribute."""
    found: dict[str, str] = {}
    for name in mapper.all_orm_descriptors.keys():  # noqa: SIM118 - no mapping, though it has keys
        try:
            meant = getattr(getattr(mapper.class_, name), "property", None)
        except Exception:  # noqa: S112 - a hybrid is the submission's code, which may have no meaning for a class
            continue
        if isinstance(meant, ColumnProperty) and meant.key != name:
            found[str(name)] = str(meant.key)
    return found
