"""What keeps nothing between two calls, by name: the lists that ``stateless`` allows from. What is on none is refused."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from functools import cache

import psycopg  # noqa: F401  what follows is imported so that it is among the reserved names
import psycopg2  # noqa: F401
import sqlalchemy.dialects.postgresql
import sqlalchemy.ext.associationproxy
import sqlalchemy.ext.declarative
import sqlalchemy.ext.hybrid
import sqlalchemy.orm  # noqa: F401


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BUILTINS = _words("""
    abs all any ascii bin bool bytes chr complex dict divmod enumerate filter float format frozenset hex int
    isinstance issubclass iter len list map max min next object oct ord pow print range repr reversed round
    set slice sorted str sum tuple zip ArithmeticError AssertionError AttributeError BaseException Exception
    FileNotFoundError IndexError KeyError LookupError NotImplementedError OSError OverflowError
    PermissionError RuntimeError StopIteration TimeoutError TypeError ValueError ZeroDivisionError
    """)

_DATA_TYPES = """
    ARRAY BIGINT BOOLEAN BigInteger Boolean CHAR DATE DateTime Date Double Enum FLOAT Float INTEGER INET
    Integer Interval JSON JSONB LargeBinary NUMERIC Numeric SMALLINT SmallInteger String TEXT TIMESTAMP Text
    Time UUID Unicode UnicodeText Uuid VARCHAR BYTEA
"""
_SCHEMA = """
    CheckConstraint Column Computed FetchedValue ForeignKey ForeignKeyConstraint Identity Index MetaData
    PrimaryKeyConstraint Sequence Table UniqueConstraint association_proxy backref column_property
    declarative_base deferred foreign mapped_column remote relationship synonym
"""
_BASES = "DeclarativeBase DeclarativeBaseNoMeta MappedAsDataclass"
_TYPING = "Mapped DynamicMapped WriteOnlyMapped AppenderQuery ScalarResult Result Row RowMapping Query Select Engine Connection"
_DECORATORS = "declared_attr hybrid_property hybrid_method validates"
_QUERYING = """
    aliased all_ and_ any_ asc between case cast contains_eager defaultload defer delete desc distinct except_
    exists extract false func immediateload insert intersect joinedload lazyload load_only noload not_ nulls_first
    null nulls_last nullsfirst nullslast or_ raiseload select selectinload subqueryload tuple_ true type_coerce undefer
    union union_all update with_polymorphic
"""

QUERYING = _words(_QUERYING)
"""Functions of SQLAlchemy's that make something new of the classes and columns they are given."""

SCHEMA = _words(_DATA_TYPES + _SCHEMA + _QUERYING + " text")
"""What a class of a model, or a table, is described with, when it is imported."""

SQL = _words("CheckConstraint Computed text")
"""Of those, what is given SQL."""

TYPES_WITH_SIZES = _words(_DATA_TYPES) - {"Enum"}
"""Those that SQLAlchemy writes their sizes after, whatever they are."""

MAPPED_VALUES = _words("Column association_proxy column_property deferred mapped_column relationship synonym")
"""What the mapper takes away from a class of a model, and puts its own attributes in place of."""

GIVES_WHAT_IT_WAS_GIVEN = frozenset(
    {"all_", "and_", "any_", "false", "not_", "null", "or_", "true", "tuple_"}
)
"""Functions of those that give the same object each time, or what they were given, or something that can be iterated
over it."""

DECLARATIVE_BASES = _words(_BASES)
METHOD_DECORATORS = _words("classmethod property staticmethod contextmanager") | _words(_DECORATORS)
PROPERTY_DECORATORS = frozenset({"property", "declared_attr", "hybrid_property"})
PARTS_OF_PROPERTIES = frozenset({"setter", "deleter", "expression", "inplace"})

_SQLALCHEMY = _words(_DATA_TYPES + _SCHEMA + _BASES + " " + _TYPING + " " + _DECORATORS + _QUERYING) | {
    "Session",
    "create_engine",
    "sessionmaker",
    "text",
}
_ERRORS = _words("""
    ArgumentError DBAPIError DataError DatabaseError IntegrityError InterfaceError InternalError
    InvalidRequestError MultipleResultsFound NoResultFound NotSupportedError OperationalError
    ProgrammingError SQLAlchemyError StatementError TimeoutError DetachedInstanceError FlushError
    ObjectDeletedError StaleDataError UnmappedInstanceError
    """)
_FOR_TYPES = _words("""
    Annotated Any Callable ClassVar Collection Dict Final FrozenSet Generator Iterable Iterator List Literal
    LiteralString Mapping MutableMapping NoReturn Optional Self Sequence Set Sized Tuple Type
    TYPE_CHECKING TypedDict Union Container Hashable
    """)

LIBRARIES: dict[str, frozenset[str]] = {
    "__future__": frozenset({"annotations"}),
    "collections": frozenset({"Counter", "OrderedDict", "defaultdict", "deque"}),
    "collections.abc": _FOR_TYPES,
    "contextlib": frozenset({"contextmanager", "suppress", "closing", "nullcontext"}),
    "dataclasses": frozenset({"asdict", "dataclass", "field"}),
    "datetime": frozenset({"UTC", "date", "datetime", "time", "timedelta", "timezone"}),
    "decimal": frozenset({"Decimal", "ROUND_HALF_UP", "InvalidOperation"}),
    "html": frozenset({"escape", "unescape"}),
    "itertools": frozenset({"chain", "groupby", "islice", "zip_longest"}),
    "math": frozenset({"ceil", "floor", "sqrt"}),
    "operator": frozenset({"itemgetter"}),
    "sqlalchemy": _SQLALCHEMY,
    "sqlalchemy.dialects.postgresql": _SQLALCHEMY,
    "sqlalchemy.engine": _SQLALCHEMY,
    "sqlalchemy.exc": _ERRORS,
    "sqlalchemy.ext.associationproxy": frozenset({"AssociationProxy", "association_proxy"}),
    "sqlalchemy.ext.declarative": frozenset({"declarative_base", "declared_attr"}),
    "sqlalchemy.ext.hybrid": frozenset({"hybrid_method", "hybrid_property"}),
    "sqlalchemy.orm": _SQLALCHEMY,
    "sqlalchemy.orm.exc": _ERRORS,
    "sqlalchemy.orm.session": frozenset({"Session", "sessionmaker"}),
    "sqlalchemy.sql": _SQLALCHEMY,
    "sqlalchemy.sql.expression": _SQLALCHEMY,
    "sqlalchemy.types": _SQLALCHEMY,
    "typing": _FOR_TYPES,
    "typing_extensions": _FOR_TYPES,
    "uuid": frozenset({"UUID", "uuid4"}),
}
"""By module, what may be imported from it."""

MODULES = {
    "datetime", "sqlalchemy", "sqlalchemy.orm", "sqlalchemy.exc", "typing", "uuid", "math", "decimal",
    "sqlalchemy.ext.declarative", "contextlib",
}  # fmt: skip
"""Those that may be imported as a whole."""

CALLABLE = _words("""
    Counter Decimal OrderedDict Session UUID asdict ceil chain closing create_engine date datetime
    defaultdict deque escape floor groupby islice itemgetter nullcontext sessionmaker sqrt suppress time
    timedelta timezone unescape uuid4 zip_longest
    """)
"""Of what may be imported: what a function may call, besides ``QUERYING``, errors and ``text``."""

ERRORS = _ERRORS | {"InvalidOperation"}

CONSTANTS = frozenset({"UTC", "ROUND_HALF_UP", "TYPE_CHECKING"})

SQL_FUNCTIONS = _words("""
    abs age array_agg array_length avg bool_and bool_or cast ceil ceiling char_length coalesce concat
    concat_ws count cume_dist current_date current_time current_timestamp date date_part date_trunc
    dense_rank every exp extract first_value floor greatest initcap instr json_agg json_build_object
    jsonb_agg jsonb_build_object lag last_value lead least left length lower lpad ltrim max md5 min mod now
    nth_value ntile nullif percent_rank position power rank replace reverse right round row_number rpad
    rtrim sign split_part sqrt string_agg strpos substr substring sum to_char to_date to_timestamp trim
    trunc unnest upper
    """)
"""Functions of PostgreSQL that compute, and do nothing else."""

ATTRIBUTES_OF_LIBRARY = {
    "date": {"today", "fromisoformat", "min", "max"},
    "datetime": {"combine", "fromisoformat", "fromtimestamp", "max", "min", "now", "strptime", "today", "utcnow"},
    "Decimal": {"from_float"},
    "chain": {"from_iterable"},
    "timezone": {"utc"},
}  # fmt: skip

OF_COLUMNS = _words("""
    any asc between cast concat contains desc distinct endswith has icontains iendswith ilike in_ is_
    is_distinct_from is_not is_not_distinct_from isnot istartswith label like not_ilike not_in not_like
    notilike notin_ notlike nulls_first null nulls_last nullsfirst nullslast of_type startswith and_
    """)
"""Methods of mapped attributes and columns. None changes them."""

OF_TABLES = frozenset({"alias", "delete", "insert", "select", "update"})
"""Not ``join``: a join shows the columns of the tables themselves."""

TAKES_CLASSES = _words("""
    add_columns add_entity bulk_insert_mappings bulk_update_mappings cast contains_eager correlate
    correlate_except defaultload defer distinct filter get get_one group_by having immediateload
    join joinedload lazyload load_only options order_by outerjoin over query raiseload returning
    select_from selectinload subqueryload undefer where with_entities with_only_columns with_for_update
    """)
"""Methods of sessions and queries to which a class or a column may be given: what they make holds it where no
allowed attribute leads. Of ``get`` only the first argument: a dict gives its second one back."""

METHODS = (
    OF_COLUMNS
    | TAKES_CLASSES
    | _words("""
    add add_all alias all append as_scalar astimezone begin begin_nested capitalize casefold clear
    close commit copy count cte date days decode delete deleted difference dirty discard
    encode endswith execute exists expire expire_all expunge expunge_all extend fetchall fetchmany
    fetchone filter_by find first flush format fromkeys get_current_parameters in_transaction insert
    intersection is_active isalnum isalpha isdigit isoformat items join keys limit ljust lower lstrip mappings
    merge most_common no_autoflush offset one one_or_none orig args pgcode diag constraint_name sqlstate
    partition partitions pop popitem populate_existing quantize refresh remove replace reverse rfind rjust rollback
    rowcount rpartition rsplit rstrip scalar scalar_one scalar_one_or_none scalar_subquery scalars seconds
    select_from setdefault sort split splitlines startswith strftime strip subquery swapcase time timestamp
    title total_seconds tuples union unique update upper values weekday with_for_update yield_per zfill
    exec label c columns _asdict _mapping inserted_primary_key lastrowid new is_modified flush index count add_columns
    """)
)
"""What may be read of an object that a call was given, or made."""

_DATA = _words("""
    active address amount author body category code comment comments content count date day description
    email id is_active items label month name number owner post posts price quantity rating role size status
    session tags text title total url user username value year key
    """)
"""Names of ordinary columns that libraries use too, for values that cannot be changed."""

_HOLDERS = (
    "sqlalchemy", "psycopg", "psycopg2", "builtins", "types", "contextlib", "functools", "collections",
    "itertools", "datetime", "decimal", "uuid", "operator", "typing", "dataclasses", "weakref", "abc",
)  # fmt: skip


def is_free(name: str) -> bool:
    """Whether a submission may use an attribute's name for its own: no library keeps anything under it."""
    return name in _DATA or (not name.startswith("__") and name not in reserved_names())


@cache
def reserved_names() -> frozenset[str]:
    """Every name that a class of SQLAlchemy's, the drivers' or Python's defines, declares or uses in its code."""
    found: set[str] = set()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in _HOLDERS:
            for value in list(vars(module).values()):
                if isinstance(value, type):
                    found.update(_names_of(value))
    return frozenset(found)


def _names_of(cls: type) -> Iterator[str]:
    members = vars(cls)
    yield from members
    annotations = members.get("__annotations__")
    if isinstance(annotations, dict):
        yield from annotations
    for member in members.values():
        function = getattr(member, "__func__", getattr(member, "fget", member))
        code = getattr(function, "__code__", None)
        if isinstance(code, types.CodeType):
            yield from code.co_names
