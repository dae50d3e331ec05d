"""The values that go through the house: evidence, findings, grades. Frozen, no I/O.

Evidence is what the worker claims (``grader.worker.protocol``) plus what PostgreSQL says; checks turn it
into findings, the judge turns findings into a grade.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from grader.worker.protocol import Imported, Observation, Raised, Statement, Where

_CONTROL = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b", re.IGNORECASE)
"""What the listeners are told of, such as the savepoints of ``begin_nested``, and the server does not count."""

_MOST_SEARCHED = 1000
"""Characters of a statement: a pattern's time is bounded by that."""

# ---- what PostgreSQL says ---------------------------------------------------------------------


@dataclass(frozen=True)
class TableName:
    schema: str
    name: str

    def __str__(self) -> str:
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class ColumnFacts:
    """A column as the catalog has it. ``type`` is PostgreSQL's name, such as ``character varying``."""

    name: str
    type: str
    length: int | None
    nullable: bool
    has_default: bool = False  # identity and generated columns among them
    labels: tuple[str, ...] = ()  # of an enumeration

    @property
    def is_required(self) -> bool:
        """Whether a row must be given a value."""
        return not self.nullable and not self.has_default


@dataclass(frozen=True)
class ForeignKey:
    columns: tuple[str, ...]
    target: TableName
    target_columns: tuple[str, ...]
    on_delete: str = "no action"


@dataclass(frozen=True)
class CheckFacts:
    """A CHECK constraint: the columns that it names, and its expression in the server's words."""

    columns: tuple[str, ...]
    expression: str


@dataclass(frozen=True)
class TableFacts:
    """An ordinary table as the catalog has it. ``unique`` holds every set of columns that is unique by a
    constraint or by a whole (not partial, not expression) unique index, the primary key left out."""

    name: TableName
    columns: Mapping[str, ColumnFacts]
    primary_key: tuple[str, ...]
    unique: frozenset[frozenset[str]]
    foreign_keys: tuple[ForeignKey, ...]
    checks: tuple[CheckFacts, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()  # the columns of each that holds all rows, in their order


@dataclass(frozen=True)
class Catalog:
    """Every ordinary table, and the names of everything that only looks like one (views and the like)."""

    tables: Mapping[TableName, TableFacts]
    others: Mapping[TableName, str]  # relation → what it is: "view", "materialized view", "foreign table"


@dataclass(frozen=True)
class CountedStatement:
    """One entry of the server's count. ``sql`` is normalised by the server: constants are ``$1``."""

    sql: str
    calls: int
    rows: int


@dataclass(frozen=True)
class ServerCount:
    """What the server counted for one database and one role, in the unit of ``docs/counting.md``.

    ``statements``: what was sent. ``nested``: what ran inside functions, ``DO`` blocks and triggers. Both count.
    ``housekeeping``: what does not count: transaction control, FETCH, drivers' and dialects' own look-ups.
    ``complete`` is False when the count is only a lower bound: the server dropped entries, or cannot tell how often
    something failed.
    """

    statements: tuple[CountedStatement, ...]
    nested: tuple[CountedStatement, ...]
    housekeeping: tuple[CountedStatement, ...]
    complete: bool

    @property
    def total(self) -> int:
        return sum(statement.calls for statement in self.statements) + self.inside

    @property
    def inside(self) -> int:
        """Statements that the server itself sent to itself: inside functions, ``DO`` blocks and triggers."""
        return sum(statement.calls for statement in self.nested)

    @property
    def rows(self) -> int:
        return sum(statement.rows for statement in self.statements)

    def writes(self, verbs: str = "INSERT|UPDATE|DELETE|MERGE") -> int:
        """How many of the statements that were sent write, by their first word."""
        first = re.compile(rf"(?:\s|/\*[^*]*\*/|--[^\n]*\n)*(?:{verbs}|WITH)\b", re.IGNORECASE)
        return sum(s.calls for s in self.statements if first.match(s.sql[:_MOST_SEARCHED]))

    def since(self, earlier: ServerCount) -> ServerCount:
        """What was counted after ``earlier``."""
        return ServerCount(
            statements=_difference(self.statements, earlier.statements),
            nested=_difference(self.nested, earlier.nested),
            housekeeping=_difference(self.housekeeping, earlier.housekeeping),
            complete=self.complete and earlier.complete,
        )


def _difference(
    later: tuple[CountedStatement, ...], earlier: tuple[CountedStatement, ...]
) -> tuple[CountedStatement, ...]:
    before = {statement.sql: statement for statement in earlier}
    none = CountedStatement("", 0, 0)
    left = (
        CountedStatement(
            s.sql, s.calls - before.get(s.sql, none).calls, s.rows - before.get(s.sql, none).rows
        )
        for s in later
    )
    return tuple(statement for statement in left if statement.calls > 0)


@dataclass(frozen=True)
class TableRows:
    """The rows of one table as another connection sees them, attributes by name.

    ``problem`` is a sentence where they could not be read: no such table, a view in its place, a lock.
    """

    rows: tuple[Mapping[str, Any], ...]
    problem: str | None = None


# ---- evidence ---------------------------------------------------------------------------------


class Outcome(StrEnum):
    """How a submission's run ended."""

    COMPLETED = "completed"
    IMPORT_FAILED = "import_failed"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"


@dataclass(frozen=True)
class RunEvidence:
    """One run of a check's acts in a process and a database of its own.

    ``observations`` are the worker's claims, one an act, until one ended the run. ``rows`` (by model),
    ``server`` and ``left_open`` (transactions that the submission left open) are PostgreSQL's facts;
    ``server`` is None where the server cannot count. ``ahead`` are statements sent before the acts began that
    loading the rows does not explain: they count as if the acts had sent them. ``checked_out`` (connections
    that no pool got back) is the worker's claim too: PostgreSQL cannot know it. ``sent`` are the server's counts
    of single acts, by their number, for those that are watched; ``loud`` are the numbers of reads of closed
    objects during which the submission sent something.
    """

    size: int | None
    outcome: Outcome
    detail: str  # what ended the run, in a sentence, empty when it completed
    observations: tuple[Observation, ...]
    rows: Mapping[str, TableRows]
    server: ServerCount | None
    ahead: int
    left_open: int
    seconds: float
    moment: datetime.datetime  # when the run ended, in UTC
    checked_out: int = 0
    sent: Mapping[int, ServerCount] = field(default_factory=dict)
    loud: frozenset[int] = frozenset()
    stopped_at: Where | None = None  # the line that was being carried out when its time was over

    @property
    def count(self) -> int:
        """The number of statements that decides: the server's, where it can count."""
        return self.server.total + self.ahead if self.server else self.client_count

    @property
    def is_counted_whole(self) -> bool:
        return self.server is None or self.server.complete

    @property
    def statements(self) -> list[Statement]:
        """Every statement that SQLAlchemy's listeners saw, in order, but for those that control transactions."""
        return [
            statement
            for observation in self.observations
            for statement in observation.statements
            if not _CONTROL.match(statement.sql)
        ]

    @property
    def unlisted(self) -> int:
        """Statements that the listeners saw and only counted: an act sent more than a message holds."""
        return sum(observation.more_statements for observation in self.observations)

    @property
    def client_count(self) -> int:
        """What the listeners saw; each parameter set of an executemany is a statement."""
        return sum(statement.executions for statement in self.statements) + self.unlisted

    def only_counts(self) -> RunEvidence:
        """The same numbers of statements, without what was sent, given and stored."""
        seen = Observation(None, None, None, (), 0, more_statements=self.client_count)
        sent = tuple(
            CountedStatement("", calls, 0) for calls in [self.count - self.inside_database - self.ahead]
        )
        inside = (CountedStatement("", self.inside_database, 0),)
        server = ServerCount(sent, inside, (), self.server.complete) if self.server else None
        return replace(
            self, detail="", observations=(seen,), rows={}, server=server, sent={}, loud=frozenset()
        )

    @property
    def inside_database(self) -> int:
        """Statements that ran inside functions, ``DO`` blocks and triggers."""
        return self.server.inside if self.server else 0

    @property
    def outside_sqlalchemy(self) -> int:
        """Statements that were sent to the server and that the listeners did not see."""
        return max(0, self.count - self.inside_database - self.client_count)

    @property
    def claimed(self) -> int:
        """Statements that the listeners reported and the server did not count."""
        return max(0, self.client_count - (self.count - self.inside_database)) if self.server else 0


@dataclass(frozen=True)
class SubmissionEvidence:
    """What is known of a submission before any check: its import and its schema."""

    outcome: Outcome
    detail: str
    imported: Imported | None
    raised: Raised | None
    catalog: Catalog
    stopped_at: Where | None = None  # as of a run


# ---- grades -----------------------------------------------------------------------------------


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """One reason why a check failed, in the student's own names, with the next step as ``hint``. ``part``: the part of
    the check that it takes the points of; None where it takes all of them. ``outline``: what a student reads of it where the
    check is hidden.

    ``is_obstacle``: the check did not come to what it expects, so the exercise's own hint may have nothing to do with it.
    ``cause``: findings that share it have the same reason, however they look; empty where only equal ones do.
    """

    message: str
    expected: str | None = None
    actual: str | None = None
    hint: str | None = None
    where: Where | None = None
    part: str | None = None
    is_obstacle: bool = False
    cause: str = ""
    outline: Finding | None = None


@dataclass(frozen=True)
class Fault:
    """What went wrong while a check was run or judged. ``file`` holds the traceback and the versions."""

    reason: str
    file: str

    def __str__(self) -> str:
        return f"{self.reason} (the details are in {self.file})"


@dataclass(frozen=True)
class PartGrade:
    """What a part of a check earned."""

    title: str
    points: float
    max_points: float


@dataclass(frozen=True)
class CheckGrade:
    id: str
    title: str
    kind: str
    visibility: str
    verdict: Verdict
    points: float
    max_points: float
    reason: str | None = None  # why skipped, or what went wrong on our side
    hint: str | None = None  # the exercise's own hint
    lesson: str | None = None  # link into the lesson
    findings: tuple[Finding, ...] = ()
    runs: tuple[RunEvidence, ...] = ()
    fault: Fault | None = None
    parts: tuple[PartGrade, ...] = ()


@dataclass(frozen=True)
class Grade:
    """What came of one submission. A check with verdict ``error`` counts in neither of the points.

    ``finding`` says why nothing could be graded, where the module could not even be imported. ``notes`` are
    for everybody, ``remarks`` for instructors. ``differences``: what came out otherwise when it was controlled.
    ``files``: the file or folder of which lines may be shown, where that is not ``path``.
    """

    submission: str
    path: str
    exercise: str
    outcome: Outcome
    finding: Finding | None
    checks: tuple[CheckGrade, ...]
    notes: tuple[str, ...]
    seed: int
    evidence: SubmissionEvidence
    remarks: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    files: Path | None = None

    def without_words(self, remark: str) -> Grade:
        """The verdicts without anything that the submission said. ``remark`` says why."""
        checks = tuple(replace(check, findings=(), runs=()) for check in self.checks)
        nothing = SubmissionEvidence(self.evidence.outcome, "", None, None, Catalog({}, {}))
        return replace(self, checks=checks, finding=None, notes=(), evidence=nothing, remarks=(remark,))

    @property
    def points(self) -> float:
        return sum(check.points for check in self._scored)

    @property
    def max_points(self) -> float:
        return sum(check.max_points for check in self._scored)

    @property
    def _scored(self) -> tuple[CheckGrade, ...]:
        return tuple(check for check in self.checks if check.verdict is not Verdict.ERROR)

    @property
    def errors(self) -> tuple[CheckGrade, ...]:
        return tuple(check for check in self.checks if check.verdict is Verdict.ERROR)

    @property
    def passed(self) -> bool:
        return all(check.verdict is Verdict.PASSED for check in self.checks)


@dataclass(frozen=True)
class Batch:
    """What one command graded, and with what. ``postgres`` and ``isolation`` as they were in force."""

    postgres: Mapping[str, Any]
    isolation: Mapping[str, Any]
    versions: Mapping[str, str]
    seed: int
    grades: tuple[Grade, ...]
