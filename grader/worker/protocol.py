"""The contract between the grader and a worker: what is asked, and what is answered.

In:   requests, one JSON document a line: import a submission, fork a run, load rows, act, finish.
Out:  one reply for each request, one JSON document a line, at most ``MAX_LINE`` bytes.
Never in either direction: expectations, checks, points, other submissions, pickles.

A worker is somebody else's program. What it answers is decoded strictly into the frozen values below
(exact types, known keys, every text, number and collection within its bound) or refused with
``ProtocolError``; it is a claim, never a fact. How they become lines is in ``codec``, what a bound is in ``bounds``.

Values that a submission returned are described, not sent: plain JSON scalars as they are, everything
else as an object whose ``"is"`` says what it was. Describing emits no SQL and calls no method of a
submission's class: what is not loaded is not named.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Annotated

from grader.worker.bounds import AtMost, Between, Characters, Digits, RelativePath

DOES_NOT_FIT = "does not take what the exercise gives it"
"""Stands in the problem of a call whose arguments do not fit the function."""

MAX_LINE = 8 * 1024 * 1024
"""The longest message in bytes. A worker that says more is cut off."""

MAX_VALUES = 250_000
"""The most JSON values in one message: those of the largest description and of the most statements fit in."""

MAX_DEPTH = 100
"""How deep lists and objects of JSON may lie in each other. A description is not deeper than 20."""

NO_MEMORY_LEFT = 77
"""The exit code of a worker that had no memory left to answer with."""


class ProtocolError(Exception):
    """The other side said something that this contract does not allow."""


def encode_path(path: str) -> str:
    """A path as messages have it, a character for each byte: JSON has no form for a name that is no UTF-8."""
    return os.fsencode(path).decode("latin-1")


def decode_path(told: str) -> str:
    """What ``encode_path`` was given."""
    return os.fsdecode(told.encode("latin-1"))


# ---- bounds -----------------------------------------------------------------------------------

MAX_ITEMS = 2000
"""The most items of one kind: of a list, statements of an act, functions of a module."""

MAX_FRAMES = 30
MAX_BASES = 50
MAX_NOTES = 100

Name = Annotated[str, Characters(1000)]
"""Of a class, a table, a function. A file's name of 255 bytes can be a module's, each byte spelt with four characters."""

Sentence = Annotated[str, Characters(4000)]
Text = Annotated[str, Characters(20_000)]
SourceLine = Annotated[str, Characters(200)]
MAX_FILE = 4 * 4096
"""Linux's PATH_MAX (limits.h) in bytes, each spelt with four characters."""

File = Annotated[str, RelativePath(MAX_FILE)]

Line = Annotated[int, Between(1, 10**7)]
Count = Annotated[int, Between(0, 10**9)]
Length = Annotated[int, Between(0, 2**63 - 1)]
"""Of a list, which Python counts with a signed word."""

Seconds = Annotated[float, Between(0, 10**9)]
Names = Annotated[tuple[Name, ...], AtMost(MAX_ITEMS)]


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
    wall_seconds: float = 0.0  # of the clock, after which the worker says where it is; 0 for never


@dataclass(frozen=True)
class Where:
    """A line of the submission. ``file`` is relative to the submission's parent folder, with ``/``; of a notebook it names
    the cell, too."""

    file: File
    line: Line


@dataclass(frozen=True)
class Frame:
    """One step of a traceback, inside the submission."""

    where: Where
    function: Name
    source: SourceLine


@dataclass(frozen=True)
class Raised:
    """An exception, told without calling the submission's own code more than once, and cut to size."""

    type: Name
    bases: Annotated[tuple[Name, ...], AtMost(MAX_BASES)]  # names of all classes in its MRO, itself first
    message: Sentence
    frames: Annotated[
        tuple[Frame, ...], AtMost(MAX_FRAMES)
    ]  # the innermost inside the submission, outermost first


@dataclass(frozen=True)
class Statement:
    """One statement as SQLAlchemy's listeners saw it."""

    sql: Sentence
    parameters: Sentence  # the shape only: names and types, such as "{id: int}"
    executions: Count  # parameter sets of an executemany, else 1
    where: Where | None  # the submission's line that caused it


# ---- described values -------------------------------------------------------------------------


@dataclass(frozen=True)
class Scalar:
    """A plain value that JSON has no form for. ``text`` is its canonical form.

    ``type``: ``datetime``/``date``/``time`` (ISO 8601), ``timedelta`` (seconds), ``decimal``, ``float``
    (``nan``, ``inf``, ``-inf``), ``int`` (beyond 2**53), ``bytes`` (hex), ``uuid``, ``enum`` (the name).
    """

    type: Name
    text: Text


@dataclass(frozen=True)
class Items:
    """A ``list``, ``tuple``, ``set`` or ``row`` (SQLAlchemy's ``Row``); ``length`` counts what was cut."""

    type: Name
    items: Annotated[tuple[Value, ...], AtMost(MAX_ITEMS)]
    length: Length


@dataclass(frozen=True)
class Entries:
    """A ``dict``, in its order; ``length`` counts what was cut too."""

    entries: Annotated[tuple[tuple[Value, Value], ...], AtMost(MAX_ITEMS)]
    length: Length


@dataclass(frozen=True)
class Object:
    """An instance of a mapped class, with what was loaded at that moment, and nothing else."""

    model: Name
    table: Name
    key: Annotated[tuple[Value, ...], AtMost(100)]  # the identity, empty while it has none
    state: Name  # transient, pending, persistent, deleted, detached
    loaded: Attributes  # by name: columns, and relationships that are loaded
    again: bool  # it stands elsewhere in the same description already; loaded is empty then


@dataclass(frozen=True)
class Instance:
    """An instance of a class of the submission's that is not mapped, with what is stored in it."""

    type: Name
    attributes: Attributes
    again: bool  # as of an ``Object``


@dataclass(frozen=True)
class Opaque:
    """Anything else: a generator, a query, a class. ``text`` is cut to size."""

    type: Name
    text: Sentence
    again: bool = False  # the very same stands elsewhere in the same description already


Value = (
    None
    | bool
    | Annotated[int, Between(-(2**53), 2**53)]  # a larger one is a ``Scalar``
    | float
    | Text
    | Annotated[Scalar, Digits(4000)]
    | Items
    | Entries
    | Object
    | Instance
    | Opaque
)
Attributes = Annotated[dict[Name, Value], AtMost(MAX_ITEMS + 1)]  # with a note of how many more there are


# ---- requests ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Surroundings:
    """What an exercise says of the import. ``counts``: the file or folder that is imported, with what that imports; empty
    for all of it. ``environment``: variables that it finds there besides. ``support``: the source of the instructor's
    file that it can import as ``support``. ``requests``: such as ``GET /users/{}``; which of
    them its application has a route for is told."""

    counts: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    support: str = ""
    requests: tuple[str, ...] = ()


NOTHING_BESIDES = Surroundings()


@dataclass(frozen=True)
class Import:
    """Import the submission at ``path`` (a file or a folder, by ``encode_path``), every engine landing in
    ``target``, then build the schema: ``create_all`` of every metadata that has tables. Answered by ``Imported``."""

    path: str
    target: Target
    limits: Limits
    surroundings: Surroundings


@dataclass(frozen=True)
class Fork:
    """Fork a run from the imported submission onto the channel that is passed along.
    Answered by ``Forked`` on this channel, when the run has ended (by itself or by force)."""

    target: Target
    limits: Limits


@dataclass(frozen=True)
class Load:
    """Open the run: a session where the session rule gives one, connections warmed, rows loaded. Once more in a
    run: load further rows.

    ``rows``: each is fetched by primary key and kept under its name, with the session that the first call uses to
    which it is handed over. ``calls``: what the acts will call. ``names``: what the submission calls otherwise, once
    for the run. Answered by ``Loaded``.
    """

    rows: tuple[RowToLoad, ...]
    calls: tuple[Callee, ...] = ()
    names: tuple[OwnName, ...] = ()


@dataclass(frozen=True)
class OwnName:
    """What objects of a class of the submission's have under another name than paths of acts say."""

    model: str
    asked: str
    own: str


@dataclass(frozen=True)
class Callee:
    """The function of a ``Call`` to come. ``owner`` as there, or the model of an object kept under a name."""

    name: str
    owner: str | None
    arguments: tuple[str, ...] = ()  # their names in the exercise
    session_at: int | None = None  # as there
    rows: tuple[str, ...] = ()  # names of what is handed over to it, its owner among them


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
    """An argument by the name that the exercise gives it; a submission may name it otherwise. ``also``: names that the
    exercise takes as well."""

    name: str
    value: Argument
    also: tuple[str, ...] = ()


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
    """Construct an instance of a model with keyword arguments; of a class that is not mapped as in a ``Call``.

    ``attributes`` are given to the constructor of a mapped class where it takes them, and set afterwards where it does
    not. ``fill``: set where they are None then.
    """

    model: str
    arguments: tuple[Named, ...]
    keep: str | None
    attributes: tuple[Named, ...] = ()
    fill: tuple[Named, ...] = ()


@dataclass(frozen=True)
class Read:
    """Read a path such as ``post.comments``; through a list it reads on in every element."""

    target: Ref
    keep: str | None


@dataclass(frozen=True)
class Ask:
    """Send a request to the module's application. Texts of the path are percent-encoded already; references stand for
    values. The answer comes as a dict of ``status``, and ``json`` or ``text``; its ``headers`` are kept besides."""

    method: str
    path: tuple[str | Ref, ...]
    query: DictOf
    headers: tuple[tuple[str, tuple[Argument, ...]], ...]
    body: Argument  # as JSON; None for none
    form: DictOf | None = None
    follow: bool = True  # a redirect, to its end
    keep: str | None = None
    also: tuple[tuple[str | Ref, ...], ...] = ()  # other paths, until one of them is chosen


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
class DoAll:
    """Carry out acts in their order, up to one that cannot be, or that raises where its ``goes_on`` does not say
    that this is no end. Answered by an ``Observation`` for each of those, as soon as it is done."""

    acts: Annotated[tuple[Act, ...], AtMost(MAX_ITEMS)]
    goes_on: Annotated[tuple[bool, ...], AtMost(MAX_ITEMS)]  # one for each act


@dataclass(frozen=True)
class Finish:
    """End the run's transactions and close its sessions; other sessions of the submission stay as they
    are. Answered by ``Finished``."""


@dataclass(frozen=True)
class Renew:
    """End a forked run, in whatever state it is, and make its process ready for another one. Answered by ``Renewed``."""


@dataclass(frozen=True)
class Sync:
    """Say ``Synced``, and nothing before it: whatever was said without being asked would come first."""


Request = Import | Fork | Load | Do | DoAll | Finish | Renew | Sync


# ---- between the sandbox and the warm process (both trusted) ------------------------------------


@dataclass(frozen=True)
class Start:
    """What a worker is started for: what it is to see of the file system, and what it may use of the machine.
    Real paths, without links, by ``encode_path``."""

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
    target: Name
    secondary: Name | None  # "schema.table" or "table" of a many-to-many
    where: Where | None


@dataclass(frozen=True)
class InheritedTable:
    """A table that a mapped class has its columns in besides its own: that of a class that it inherits from."""

    schema: Name | None
    table: Name
    columns: Annotated[dict[Name, Name], AtMost(MAX_ITEMS)]  # attribute → column of the table
    constants: Annotated[
        dict[Name, Name], AtMost(MAX_ITEMS)
    ]  # column → what every row of the class has there


@dataclass(frozen=True)
class ModelReport:
    """A mapped class, in the mapper's word: explanation, and the way from attributes to columns.

    ``inherited``: the tables besides its own, the furthest first. ``ancestors``: the mapped classes that it inherits, the
    nearest first.
    """

    name: Name
    ancestors: Names
    schema: Name | None
    table: Name
    columns: Annotated[dict[Name, Name], AtMost(MAX_ITEMS)]  # attribute → column of the table
    constants: Annotated[
        dict[Name, Name], AtMost(MAX_ITEMS)
    ]  # column → what every row of the class has there
    inherited: Annotated[tuple[InheritedTable, ...], AtMost(MAX_ITEMS)]
    primary_key: Names  # attributes
    relationships: Annotated[dict[Name, RelationshipReport], AtMost(MAX_ITEMS)]
    attributes: Names  # public names on the class: methods, properties, hybrids
    where: Where | None
    column_lines: Annotated[
        dict[Name, Line], AtMost(MAX_ITEMS)
    ]  # attribute → line, where the source shows it
    validators: Annotated[dict[Name, Name], AtMost(MAX_ITEMS)] = field(
        default_factory=dict
    )  # attribute → the function that `@validates` it
    with_foreign_key: Names = ()  # attributes whose columns have one, wherever it leads


@dataclass(frozen=True)
class ClassReport:
    """A class of the submission's that is not mapped."""

    name: Name
    attributes: Names  # public names on the class: methods, properties
    where: Where | None


@dataclass(frozen=True)
class FunctionReport:
    name: Name  # "create", or "Author.posts_of" for one defined in a class
    where: Where | None
    parameters: Names = ()  # as they are written, with the stars
    last_line: Line | None = None


@dataclass(frozen=True)
class FailedTable:
    """A table that cannot be made. ``needs``: the one that it refers to, where that is the one that cannot be made."""

    schema: Name | None
    name: Name
    raised: Raised
    needs: Name | None


@dataclass(frozen=True)
class FailedFile:
    """A file of a folder that cannot be imported. ``names``: the functions and classes that stand in it."""

    file: File
    raised: Raised
    names: Names


@dataclass(frozen=True)
class ImportReport:
    """A name that the source imports, or takes from what it imports: ``sqlite3``, ``sqlalchemy.text``, and
    ``sqlalchemy.*`` for all that a module has."""

    name: Name
    where: Where | None


@dataclass(frozen=True)
class Imported:
    """How the import went. ``raised`` is None when it worked.

    ``stage``: ``file`` (what counts is not there), ``import``, ``mapping`` (configuring the mappers) or ``schema`` (``create_all``).
    ``forkable``: no thread and no checked-out connection was left behind, as far as this side can tell.
    ``keeps``: why the source does not prove that nothing is kept between two calls; empty where it does.
    ``all_imports``: nothing is left out of ``imports``. ``routed``: the requests that were asked for and that
    its application has a route for.
    """

    raised: Raised | None
    stage: Name
    models: Annotated[tuple[ModelReport, ...], AtMost(MAX_ITEMS)]
    classes: Annotated[tuple[ClassReport, ...], AtMost(MAX_ITEMS)]  # those that are not mapped
    functions: Annotated[tuple[FunctionReport, ...], AtMost(MAX_ITEMS)]
    names: Names  # public names of the submission's modules
    notes: Annotated[
        tuple[Sentence, ...], AtMost(MAX_NOTES)
    ]  # what a person should know: "sqlite:///x.db was redirected", warnings
    forkable: bool
    seconds: Seconds
    keeps: Sentence = "its source was not read"
    failed_tables: Annotated[tuple[FailedTable, ...], AtMost(MAX_ITEMS)] = ()
    failed_files: Annotated[tuple[FailedFile, ...], AtMost(MAX_ITEMS)] = ()
    imports: Annotated[tuple[ImportReport, ...], AtMost(MAX_ITEMS)] = ()
    all_imports: bool = False
    routed: Names = ()


@dataclass(frozen=True)
class Forked:
    """A run that has ended. ``signal`` is the number that ended it, or None; ``exit_code`` is 0 then.
    ``left_nothing``: the next run can be forked, for nothing that this one did can reach it.

    The warm process says the same of a whole worker, on that worker's control channel.
    """

    exit_code: Annotated[int, Between(0, 255)]
    signal: Annotated[int, Between(1, 127)] | None
    cpu_seconds: Seconds = 0.0
    left_nothing: bool = True


@dataclass(frozen=True)
class Loaded:
    """``problem`` is a sentence when rows could not be loaded at all: no such model, several sessions."""

    raised: Raised | None
    missing: Annotated[tuple[Name, ...], AtMost(10_000)]  # names of rows that were not found
    problem: Sentence | None = None


@dataclass(frozen=True)
class Observation:
    """What one act did. ``problem`` is a sentence when it could not be carried out at all: no such
    function, several sessions to choose from, arguments that do not fit. ``statements`` holds the first
    ones; ``more_statements`` says how many came after those, each parameter set of an executemany counted."""

    value: Value
    raised: Raised | None
    problem: Sentence | None
    statements: Annotated[tuple[Statement, ...], AtMost(MAX_ITEMS)]
    seconds: Seconds
    more_statements: Count = 0

    def ends_acts(self, goes_on: bool) -> bool:
        """Whether the acts after it are not carried out. ``goes_on``: they are also when it raised."""
        return self.problem is not None or (self.raised is not None and not goes_on)


@dataclass(frozen=True)
class Finished:
    """``checked_out``: connections that the pools of the submission's engines did not get back."""

    raised: Raised | None
    checked_out: Count = 0


@dataclass(frozen=True)
class Renewed:
    """``clean``: the process is as it was when it was forked, as far as this side can tell."""

    clean: bool


@dataclass(frozen=True)
class Stopped:
    """In place of any answer: the time was over, and ``where`` is the line that was being carried out. ``of_cpu``: it was
    CPU time, whose end the process does not survive."""

    where: Where
    of_cpu: bool


@dataclass(frozen=True)
class Synced:
    """The answer to ``Sync``."""


Reply = Imported | Forked | Loaded | Observation | Finished | Renewed | Stopped | Synced
