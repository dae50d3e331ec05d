"""The contract between the grader and a worker: what is asked, and what is answered.

In:   requests, one JSON document a line: import a submission, fork a run, load rows, act, finish.
Out:  one reply for each request, one JSON document a line, at most ``MAX_LINE`` bytes.
Never in either direction: expectations, checks, points, other submissions, pickles.

A worker is somebody else's program. What it answers is decoded strictly into the frozen values below
(exact types, known keys, bounded size) or refused with ``ProtocolError``; it is a claim, never a fact.
How they become lines is in ``codec``.

Values that a submission returned are described, not sent: plain JSON scalars as they are, everything
else as an object whose ``"is"`` says what it was. Describing emits no SQL and calls no method of a
submission's class: what is not loaded is not named.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

MAX_LINE = 8 * 1024 * 1024
"""The longest message in bytes. A worker that says more is cut off."""

NO_MEMORY_LEFT = 77
"""The exit code of a worker that had no memory left to answer with."""


class ProtocolError(Exception):
    """The other side said something that this contract does not allow."""


def told_path(path: str) -> str:
    """A path as messages have it, a character for each byte: JSON has no form for a name that is no UTF-8."""
    return os.fsencode(path).decode("latin-1")


def real_path(told: str) -> str:
    """What ``told_path`` was given."""
    return os.fsdecode(told.encode("latin-1"))


# ---- shared pieces ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """The throwaway database in which every connection of a submission lands."""

    host: str  # a host name, or the folder of a Unix socket
    port: int
    dbname: str
    user: str
    password: str


@dataclass(frozen=True)
class Limits:
    """What one process may use. Seconds of CPU time, and MiB of memory on top of the warm process.

    A run gets CPU seconds of its own, but of the rest no more than the import that it was forked from.
    """

    cpu_seconds: int
    memory_mb: int
    file_mb: int  # the size of one file, and of all that are written together
    open_files: int
    processes: int  # processes and threads of a worker together, the grader's own three among them


@dataclass(frozen=True)
class Where:
    """A line of the submission. ``file`` is relative to the submission's parent folder, with ``/``."""

    file: str
    line: int


@dataclass(frozen=True)
class Frame:
    """One step of a traceback, inside the submission."""

    where: Where
    function: str
    source: str


@dataclass(frozen=True)
class Raised:
    """An exception, told without calling the submission's own code more than once, and cut to size."""

    type: str
    bases: tuple[str, ...]  # names of all classes in its MRO, itself first
    message: str
    frames: tuple[Frame, ...]  # those inside the submission, outermost first


@dataclass(frozen=True)
class Statement:
    """One statement as SQLAlchemy's listeners saw it."""

    sql: str
    parameters: str  # the shape only: names and types, such as "{id: int}"
    executions: int  # parameter sets of an executemany, else 1
    where: Where | None  # the submission's line that caused it


# ---- described values -------------------------------------------------------------------------


@dataclass(frozen=True)
class Scalar:
    """A plain value that JSON has no form for. ``text`` is its canonical form.

    ``type``: ``datetime``/``date``/``time`` (ISO 8601), ``timedelta`` (seconds), ``decimal``, ``float``
    (``nan``, ``inf``, ``-inf``), ``int`` (beyond 2**53), ``bytes`` (hex), ``uuid``, ``enum`` (the name).
    """

    type: str
    text: str


@dataclass(frozen=True)
class Items:
    """A ``list``, ``tuple``, ``set`` or ``row`` (SQLAlchemy's ``Row``); ``length`` counts what was cut."""

    type: str
    items: tuple[Value, ...]
    length: int


@dataclass(frozen=True)
class Entries:
    """A ``dict``, in its order; ``length`` counts what was cut too."""

    entries: tuple[tuple[Value, Value], ...]
    length: int


@dataclass(frozen=True)
class Object:
    """An instance of a mapped class, with what was loaded at that moment, and nothing else."""

    model: str
    table: str
    key: tuple[Value, ...]  # the identity, empty while it has none
    state: str  # transient, pending, persistent, deleted, detached
    loaded: dict[str, Value]  # attributes by name: columns, and relationships that are loaded
    again: bool  # it stands elsewhere in the same description already; loaded is empty then


@dataclass(frozen=True)
class Instance:
    """An instance of a class of the submission's that is not mapped, with what is stored in it."""

    type: str
    attributes: dict[str, Value]
    again: bool  # as of an ``Object``


@dataclass(frozen=True)
class Opaque:
    """Anything else: a generator, a query, a class. ``text`` is cut to size."""

    type: str
    text: str
    again: bool = False  # the very same stands elsewhere in the same description already


Value = None | bool | int | float | str | Scalar | Items | Entries | Object | Instance | Opaque


# ---- requests ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Import:
    """Import the submission at ``path`` (a file or a folder, by ``told_path``), every engine landing in
    ``target``, then build the schema: ``create_all`` of every metadata that has tables. Answered by ``Imported``."""

    path: str
    target: Target
    limits: Limits


@dataclass(frozen=True)
class Fork:
    """Fork a run from the imported submission onto the channel that is passed along.
    Answered by ``Forked`` on this channel, when the run has ended (by itself or by force)."""

    target: Target
    limits: Limits


@dataclass(frozen=True)
class Load:
    """Open the run: a session where the session rule gives one, connections warmed, rows loaded.

    ``rows``: each is fetched by primary key with the run's session and kept under its name. ``calls``: what
    the acts will call; whether one of them takes a session decides which session the run's is.
    Answered by ``Loaded``.
    """

    rows: tuple[RowToLoad, ...]
    calls: tuple[Callee, ...] = ()


@dataclass(frozen=True)
class Callee:
    """The function of a ``Call`` to come. ``owner`` as there, or the model of an object kept under a name."""

    name: str
    owner: str | None
    arguments: tuple[str, ...] = ()  # their names in the exercise
    session_at: int | None = None  # as there


@dataclass(frozen=True)
class RowToLoad:
    name: str
    model: str
    key: tuple[Value, ...]


@dataclass(frozen=True)
class Ref:
    """In an argument: the value kept under ``name`` (a loaded row, or an act's result), then attributes.
    ``session`` is the run's session; its ``new``, ``dirty`` and ``deleted`` come as lists."""

    name: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class ListOf:
    items: tuple[Argument, ...]


@dataclass(frozen=True)
class DictOf:
    entries: tuple[tuple[Argument, Argument], ...]


Argument = None | bool | int | float | str | Scalar | Ref | ListOf | DictOf


@dataclass(frozen=True)
class Named:
    """An argument by the name that the exercise gives it; a submission may name it otherwise."""

    name: str
    value: Argument


@dataclass(frozen=True)
class Call:
    """Call a function of the module, or a method of a model's class or of a kept object.

    ``owner`` is None for a function, a model's name for a class method, a kept name for a method.
    A session goes in by the session rule, or ``session`` in place of the run's; it is not among the
    arguments. Those go in by name where all names match the submission's, else by position. ``session_at`` is
    where the session stands among the exercise's parameters, None where it is none of them.
    """

    name: str
    owner: str | None
    arguments: tuple[Named, ...]
    keep: str | None  # keep the result under this name
    session: Ref | None = None
    threads: int | None = None  # in so many other threads at once; the result is the list of theirs
    session_at: int | None = None


@dataclass(frozen=True)
class Enter:
    """Call a function of the module, and enter the context manager that it gives, as ``with`` does."""

    name: str
    arguments: tuple[Named, ...]
    session: Ref | None
    keep: str  # keep what is given inside, and the manager, under this name
    session_at: int | None = None  # as of a ``Call``


@dataclass(frozen=True)
class Leave:
    """Leave what was entered under ``name``, with a built-in error ``raising`` where one is named."""

    name: str
    raising: str | None


@dataclass(frozen=True)
class New:
    """Construct an instance of a model with keyword arguments; of a class that is not mapped as in a ``Call``."""

    model: str
    arguments: tuple[Named, ...]
    keep: str | None


@dataclass(frozen=True)
class Read:
    """Read a path such as ``post.comments``; through a list it reads on in every element."""

    target: Ref
    keep: str | None


@dataclass(frozen=True)
class Ask:
    """Send a request to the module's ASGI application ``app``; path and query are percent-encoded, ``body`` is
    JSON. The answer comes as a dict of ``status``, and ``json`` or ``text``."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: str | None


@dataclass(frozen=True)
class Set:
    target: Ref  # the path's last part is the attribute that is set
    value: Argument


@dataclass(frozen=True)
class Add:
    target: Ref


@dataclass(frozen=True)
class Delete:
    target: Ref


@dataclass(frozen=True)
class Append:
    """Append to (or remove from) a collection; the target's path ends in the collection."""

    target: Ref
    value: Ref


@dataclass(frozen=True)
class Remove:
    target: Ref
    value: Ref


@dataclass(frozen=True)
class Transact:
    """One of ``flush commit rollback close expire`` on the run's session; ``new session``: from here on the
    run's session is another one, and the earlier one stays as it is, with its objects."""

    verb: str


Act = Call | Enter | Leave | New | Read | Ask | Set | Add | Delete | Append | Remove | Transact


@dataclass(frozen=True)
class Do:
    """Carry out one act. Answered by ``Observation``."""

    act: Act


@dataclass(frozen=True)
class Finish:
    """End the run's transactions and close its sessions; other sessions of the submission stay as they
    are. Answered by ``Finished``."""


Request = Import | Fork | Load | Do | Finish


# ---- between the sandbox and the warm process (both trusted) ------------------------------------


@dataclass(frozen=True)
class Start:
    """What a worker is started for: what it is to see of the file system, and what it may use of the machine.
    Real paths, without links, by ``told_path``."""

    path: str  # the submission's file or folder
    socket_folder: str | None
    limits: Limits


@dataclass(frozen=True)
class Isolation:
    """What keeps a worker apart: the warm process's first word, and a worker's on its control channel.

    ``level``: ``full`` when nothing is missing, else ``reduced``; ``failed`` for a worker that could not be kept
    apart as promised, and does not exist. ``missing`` says what is not in force, and why.
    """

    level: str
    in_force: tuple[str, ...]
    missing: tuple[str, ...]


# ---- replies ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class RelationshipReport:
    target: str
    many: bool
    secondary: str | None  # "schema.table" or "table" of a many-to-many
    inverse: str | None  # back_populates, as the mapper has it
    cascade: str
    where: Where | None


@dataclass(frozen=True)
class ModelReport:
    """A mapped class, in the mapper's word: explanation, and the way from attributes to columns."""

    name: str
    schema: str | None
    table: str
    columns: dict[str, str]  # attribute → column of the table
    primary_key: tuple[str, ...]  # attributes
    relationships: dict[str, RelationshipReport]
    attributes: tuple[str, ...]  # public names on the class: methods, properties, hybrids
    where: Where | None
    column_lines: dict[str, int]  # attribute → line, where the source shows it


@dataclass(frozen=True)
class ClassReport:
    """A class of the submission's that is not mapped."""

    name: str
    attributes: tuple[str, ...]  # public names on the class: methods, properties
    where: Where | None


@dataclass(frozen=True)
class FunctionReport:
    name: str  # "create", or "Author.posts_of" for one defined in a class
    parameters: tuple[str, ...]
    where: Where | None


@dataclass(frozen=True)
class Imported:
    """How the import went. ``raised`` is None when it worked.

    ``stage``: ``import``, ``mapping`` (configuring the mappers) or ``schema`` (``create_all``).
    ``forkable``: no thread and no checked-out connection was left behind, as far as this side can tell.
    """

    raised: Raised | None
    stage: str
    models: tuple[ModelReport, ...]
    classes: tuple[ClassReport, ...]  # those that are not mapped
    functions: tuple[FunctionReport, ...]
    names: tuple[str, ...]  # public names of the submission's modules
    sessions: tuple[str, ...]  # module-level candidates of the session rule
    notes: tuple[str, ...]  # what a person should know: "sqlite:///x.db was redirected", warnings
    forkable: bool
    seconds: float


@dataclass(frozen=True)
class Forked:
    """A run that has ended. ``signal`` is the number that ended it, or None; ``exit_code`` is 0 then.
    ``left_nothing``: the next run can be forked, for nothing that this one did can reach it.

    The warm process says the same of a whole worker, on that worker's control channel.
    """

    exit_code: int
    signal: int | None
    cpu_seconds: float = 0.0
    left_nothing: bool = True


@dataclass(frozen=True)
class Loaded:
    """``problem`` is a sentence when rows could not be loaded at all: no such model, several sessions."""

    raised: Raised | None
    missing: tuple[str, ...]  # names of rows that were not found
    problem: str | None = None


@dataclass(frozen=True)
class Observation:
    """What one act did. ``problem`` is a sentence when it could not be carried out at all: no such
    function, several sessions to choose from, arguments that do not fit. ``statements`` holds the first
    ones; ``more_statements`` says how many came after those."""

    value: Value
    raised: Raised | None
    problem: str | None
    statements: tuple[Statement, ...]
    seconds: float
    more_statements: int = 0


@dataclass(frozen=True)
class Finished:
    """``checked_out``: connections that the pools of the submission's engines did not get back."""

    raised: Raised | None
    checked_out: int = 0


Reply = Imported | Forked | Loaded | Observation | Finished
