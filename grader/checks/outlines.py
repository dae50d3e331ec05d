"""What a student reads of a hidden check that failed: the kind of the mistake, and nothing that was drawn or expected.

A submission can put what it was given into whatever comes back from it: into SQL, the name of a class, a message. So an
outline holds only words that were known before a check began: the grader's own, the exercise's, names of the
submission's tables, and lines of its source.
"""

from __future__ import annotations

import builtins
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from grader.checks.contract import FinishedRun
from grader.checks.values.compare import AtLeast, Comparison
from grader.checks.values.show import kind
from grader.language.acts import Act, Call, Request, Result
from grader.model import Catalog, Finding, RunEvidence
from grader.planning.acts import describe_act
from grader.worker.protocol import Entries, Instance, Items, Object, Opaque, Raised, Value, Where

_MOST_STATEMENTS = 3
_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$|%\(\w+\)s|%s|\$\d+|\"(?:[^\"]|\"\")*\"|\w+|\s+|.",
    re.DOTALL,
)
_SQL = """
all and any as asc avg begin between both by case cast coalesce commit conflict count cross current_date
current_timestamp default delete desc distinct do else end escape except exists extract false fetch filter
first following for from full group having ilike in inner insert intersect interval into is isnull join last
lateral left length like limit locked lower max min natural next no not nothing notnull now nowait null
nulls of offset on only or order outer over partition preceding rank recursive release returning right
rollback row row_number rows savepoint select set share skip some sum table then to trim true union unique
update upper using values when where window with
"""
_WORDS = frozenset(_SQL.split())
_SIGNS = frozenset("()[]=<>!,.*+-/;:|")
_NUMBERED = re.compile(r"(?P<name>\w+?)_\d{1,2}")
"""How SQLAlchemy names an alias: ``posts_1``, ``anon_1``."""
_OF_SQLALCHEMY = """
AmbiguousForeignKeysError ArgumentError CircularDependencyError CompileError DBAPIError DataError
DatabaseError DetachedInstanceError FlushError IllegalStateChangeError IntegrityError InterfaceError
InternalError InvalidRequestError MissingGreenlet MultipleResultsFound NoForeignKeysError
NoInspectionAvailable NoResultFound NotSupportedError ObjectDeletedError OperationalError
PendingRollbackError ProgrammingError ResourceClosedError SQLAlchemyError StaleDataError StatementError
TimeoutError UnboundExecutionError UnmappedClassError UnmappedColumnError UnmappedInstanceError
"""
_OF_PYTHON = (
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
)
_ERRORS = frozenset((*_OF_PYTHON, *_OF_SQLALCHEMY.split()))
"""Of Python and SQLAlchemy."""


# ---- statements -------------------------------------------------------------------------------


def of_statements(message: str, hint: str | None, runs: Sequence[FinishedRun], catalog: Catalog) -> Finding:
    """The number of statements in each run, and the ones that were sent most often in the biggest, without their values."""
    biggest = max(runs, key=lambda ran: ran.plan.size or 0).evidence
    numbers = ", ".join(_in_run(ran) for ran in runs)
    told = _most_sent(biggest, known_names(catalog))
    return Finding(message, actual="\n".join([numbers, *told]), hint=hint, where=_line_of_most(biggest))


def _in_run(ran: FinishedRun) -> str:
    number = ran.evidence.count
    return (
        f"{number} with {ran.plan.size} rows" if ran.plan.size else f"{number} statement{'s' * (number != 1)}"
    )


def _sent(evidence: RunEvidence) -> list[tuple[tuple[str, Where | None], int]]:
    times: Counter[tuple[str, Where | None]] = Counter()
    for statement in evidence.statements:
        times[(statement.sql, statement.where)] += statement.executions
    return times.most_common(_MOST_STATEMENTS)


def _most_sent(evidence: RunEvidence, known: frozenset[str]) -> list[str]:
    return [
        f"{number} × {masked(sql, known)[:300]}" + (f"  ← {where.file}:{where.line}" if where else "")
        for (sql, where), number in _sent(evidence)
    ]


def _line_of_most(evidence: RunEvidence) -> Where | None:
    return next((where for (_, where), _ in _sent(evidence)), None)


def known_names(catalog: Catalog) -> frozenset[str]:
    """The names of tables and columns: they were there before the first row."""
    tables = catalog.tables.values()
    columns = {column for facts in tables for column in facts.columns}
    names = {part for facts in tables for part in (facts.name.name, facts.name.schema)}
    labels = {f"{facts.name.name}_{column}" for facts in tables for column in facts.columns}
    return frozenset({*columns, *names, *labels, "anon"})


def masked(sql: str, known: frozenset[str]) -> str:
    """A statement with ``?`` for each value, and for each word that is neither SQL's nor one of the ``known`` names."""
    parts = (_masked_token(found[0], known) for found in _TOKEN.finditer(sql))
    return " ".join("".join(parts).split())


def _masked_token(token: str, known: frozenset[str]) -> str:
    if token.isspace() or token in _SIGNS:
        return token
    if token.startswith(("--", "/*")):
        return " "
    name = token.strip('"')
    if name.lower() in _WORDS:
        return name.upper()  # not as it is written: a way of writing can spell something, too
    numbered = _NUMBERED.fullmatch(name)
    return token if name in known or (numbered and numbered["name"] in known) else "?"


# ---- results, rows, errors --------------------------------------------------------------------


def of_result(act: Result, compare: Comparison, expected: Any, actual: Value) -> Finding:
    """How a result differs from what is expected."""
    match expected, actual:
        case (list() | tuple(), Items()):
            found = len(compare.pairs(expected, actual))
            return _of_items(act, len(expected) - found, actual.length - found)
        case (dict() | AtLeast(), Entries()):
            return Finding(f"{_subject(act)} has other keys or values than asked for.")
    return of_value(act, actual, same_kind=not isinstance(expected, list | tuple | dict | AtLeast))


def of_items(act: Result, theirs: Sequence[Any], ours: Sequence[Any]) -> Finding:
    """How a list differs whose items can be compared as they are. ``theirs`` are asked for."""
    missing, surplus = Counter(theirs) - Counter(ours), Counter(ours) - Counter(theirs)
    return _of_items(act, missing.total(), surplus.total())


def _of_items(act: Result, missing: int, surplus: int) -> Finding:
    if missing and surplus:
        what = "lacks something, and has something in it that is not asked for"
    elif missing:
        what = "lacks something"
    elif surplus:
        what = "has something in it that is not asked for, or something twice"
    else:
        what = "has what is asked for, in another order"
    return Finding(f"{_subject(act)} {what}.")


def of_value(act: Result, actual: Value, *, same_kind: bool) -> Finding:
    """A result that differs as a whole."""
    if actual is None:
        return Finding(
            f"{_subject(act)} is None.", hint="Is there a `return`, or is the result only printed?"
        )
    if same_kind:
        return Finding(f"{_subject(act)} is not what is asked for.")
    return of_shape(act, actual, None)


def of_shape(act: Result, value: Value, hint: str | None) -> Finding:
    """A result of another kind than asked for."""
    message = f"{_subject(act)} is {_kind(value)}, and something of another kind is asked for."
    return Finding(message, hint=hint)


def _subject(act: Result) -> str:
    """An act by what it gives. What is read, or asked of an application, may hold what was drawn."""
    if isinstance(act, Call):
        return f"What {describe_act(act)} returns"
    return "The answer to a request" if isinstance(act, Request) else "What is read afterwards"


def _kind(value: Value) -> str:
    return "an object of another class" if isinstance(value, Object | Instance | Opaque) else kind(value)


def of_rows(model: str, missing: bool, surplus: bool) -> Finding:
    """Rows that the database does not hold, or holds and should not."""
    if missing and surplus:
        told = f"The rows of `{model}` are not as they should be afterwards: some are missing, changed or too many."
    elif missing:
        told = f"Rows of `{model}` are missing in the database afterwards."
    else:
        told = f"The database holds rows of `{model}` afterwards that should not be there."
    return Finding(told)


def of_error(act: Act, raised: Raised | None) -> Finding:
    """An error that came, or one that did not come."""
    if raised is None:
        return Finding(f"{_doing(act)} does not end as it should.")
    name = raised.type if raised.type in _ERRORS else "an error"
    where = raised.frames[-1].where if raised.frames else None
    return Finding(f"{_doing(act)} raised {name}.", where=where)


def of_unfinished(act: Act, hint: str | None) -> Finding:
    """An act that had no end."""
    return Finding(f"{_doing(act)} did not come to an end.", hint=hint)


def _doing(act: Act) -> str:
    return describe_act(act) if isinstance(act, Call) else "What is done afterwards"
