"""What is done with a relationship: cases of rows, acts, and where to look afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.language.exercise import Exercise
from grader.language.links import Holder, link
from grader.language.models import Order
from grader.language.rows import Count, Group
from grader.planning.data import Data, Pair, generate
from grader.planning.parents import above, joined
from grader.planning.plan import Step
from grader.worker.protocol import Act, Append, Delete, Read, Ref, Set, Transact


@dataclass(frozen=True)
class Sides:
    """Both ends of a relationship. ``down`` is the attribute on the parent, ``up`` the one on the child
    (None where the exercise names none); ``key`` the columns of the child's foreign key, none for a table of its own."""

    parent: str
    child: str
    down: str | None
    up: str | None
    down_many: bool
    up_many: bool
    key: tuple[str, ...]
    points_to: tuple[str, ...]
    in_memory: bool
    cascade: str | None
    down_order: Order | None = None
    up_order: Order | None = None

    @property
    def has_table(self) -> bool:
        return not self.key


@dataclass(frozen=True)
class Family:
    """Names of rows: parents, and pairs of a parent and a child that hang together from the beginning."""

    parents: tuple[str, ...]
    links: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.parents, *dict.fromkeys(child for _, child in self.links))


@dataclass(frozen=True)
class Look:
    """A read of ``row.attribute`` that must show rows: exactly ``rows``, or among others with ``contains``.
    ``after`` is the link that was made just before. ``order``: in which they come."""

    row: str
    attribute: str
    rows: tuple[str, ...]
    contains: bool = False
    after: Act | None = None
    order: Order | None = None


@dataclass(frozen=True)
class Linked:
    """The database must link ``child`` to ``parent`` after ``act``."""

    act: Act
    parent: str
    child: str


@dataclass(frozen=True)
class Case:
    """One run with the rows of ``family``: steps, with the reads among them (by index) and the links that are there in the end.

    What the server must have seen, by index: ``quiet`` steps write nothing (a link is set in memory), ``stored``
    ones write (it is flushed), ``fetched`` ones send something (what is read was expired before).
    """

    steps: tuple[Step, ...]
    looks: Mapping[int, Look]
    family: Family
    links: tuple[Linked, ...] = ()
    deleted: bool = False
    quiet: frozenset[int] = frozenset()
    stored: frozenset[int] = frozenset()
    fetched: frozenset[int] = frozenset()


def find_sides(relationship: str, exercise: Exercise) -> Sides:
    owner, _, name = relationship.partition(".")
    spec = exercise.models[owner].relationships[name]
    found = link(exercise.models, owner, name)
    other = exercise.models[spec.target].relationships.get(spec.inverse or "")
    in_memory = spec.inverse_seen == "in_memory" and (other is None or other.inverse_seen == "in_memory")
    if found.holder is Holder.SELF:
        down_many = other.many is not None if other else True
        cascade = other.cascade if other else None
        return Sides(
            spec.target,
            owner,
            spec.inverse,
            name,
            down_many,
            False,
            found.columns,
            found.points_to,
            in_memory,
            cascade,
            down_order=other.order if other else None,
        )
    up_many = found.holder is Holder.TABLE
    return Sides(
        owner,
        spec.target,
        name,
        spec.inverse,
        spec.many is not None,
        up_many,
        found.columns,
        found.points_to,
        in_memory,
        spec.cascade,
        down_order=spec.order,
        up_order=other.order if other else None,
    )


_CHILDREN = {"first": "one", "second": "one", "third": "other", "fourth": "free"}
"""Children, each with its parent. A parent of one child only gets ``third`` or ``fourth`` where it has none."""


def _find_family(sides: Sides) -> Family:
    """Those that are read and linked."""
    children = ((p, c) for c, p in _CHILDREN.items() if sides.down_many or c != "second")
    return Family(("one", "other", "free", "spare", "last"), tuple(children))


_MANY = ("first", "second", "third", "fourth", "fifth")
_LAID = ((3, 0, 4, 1, 2), (2, 4, 0, 3, 1))
"""Orders in which the smallest to the largest are laid: none is one that rows, or their keys, come in by themselves."""


def list_groups(sides: Sides, exercise: Exercise, family: Family) -> tuple[Group, ...]:
    """Parents and their children, after what both hang on. No two children hang on the same other row: their key, or
    something else that is unique, may be made of both."""
    before_parent, parent_keys = above(exercise.models, sides.parent)
    parents = tuple(Group(sides.parent, Count(), name, parent_keys, ()) for name in family.parents)
    before_children: list[Group] = []
    children: list[Group] = []
    for name, parent in {child: parent for parent, child in family.links}.items():
        before, keys = above(exercise.models, sides.child, frozenset(sides.key), f"_of_{name}")
        before_children += before
        key = {column: f"${parent}.{to}" for column, to in zip(sides.key, sides.points_to, strict=True)}
        children.append(Group(sides.child, Count(), name, {**keys, **key}, ()))
    return joined(before_parent, tuple(before_children), parents, tuple(children))


def generate_data(sides: Sides, exercise: Exercise, seed: str, case: Case) -> Data:
    data = generate(exercise.models, list_groups(sides, exercise, case.family), (), seed, None)
    for look in case.looks.values():
        if look.order:
            data = _out_of_order(data, look.rows, look.order.column, exercise)
    if not sides.has_table or sides.down is None:
        return data
    names = data.names
    pairs = tuple(Pair(names[parent], sides.down, names[child]) for parent, child in case.family.links)
    return Data(data.rows, pairs)


def _out_of_order(data: Data, names: Sequence[str], column: str, exercise: Exercise) -> Data:
    """The same rows, with the values of a column among them so that no other order is right by luck."""
    rows = [data.names[name] for name in names]
    keys = exercise.models[rows[0].model].primary_key
    by_key = sorted(rows, key=lambda row: [str(row.values[key]).zfill(9) for key in keys])
    key_order = tuple(by_key.index(row) for row in rows)
    laid = next(order for order in _LAID if order not in (key_order, tuple(4 - n for n in key_order)))
    values = sorted(row.values[column] for row in rows)
    moved = {
        id(row): replace(row, values={**row.values, column: values[rank]})
        for row, rank in zip(rows, laid, strict=True)
    }
    return Data(tuple(moved.get(id(row), row) for row in data.rows))


def list_cases(sides: Sides) -> list[Case]:
    family = _find_family(sides)
    cases = [_using(sides, family)]
    if sides.cascade:
        acts = (Step(Delete(Ref("one", ()))), Step(Transact("commit")))
        cases.append(Case(acts, {}, family, deleted=True))
    if sides.down and sides.down_order:
        children = Family(("one",), tuple(("one", child) for child in _MANY))
        cases.append(_reading(Look("one", sides.down, _MANY, order=sides.down_order), children))
    if sides.up and sides.up_order:
        parents = Family(_MANY, tuple((parent, "one") for parent in _MANY))
        cases.append(_reading(Look("one", sides.up, _MANY, order=sides.up_order), parents))
    return cases


def _reading(look: Look, family: Family) -> Case:
    return Case((Step(Read(Ref(look.row, (look.attribute,)), None)),), {0: look}, family)


def _using(sides: Sides, family: Family) -> Case:
    """Read both sides, then link from each; each link is looked at from the other side, and stored."""
    script = Script(sides, family)
    if sides.down:
        script.look(Look("one", sides.down, ("first", "second") if sides.down_many else ("first",)))
    if sides.up:
        script.look(Look("first", sides.up, ("one",)))
    if sides.down:
        parent = "one" if sides.down_many else "spare"
        target = Ref(parent, (sides.down,))
        act = Append(target, Ref("third", ())) if sides.down_many else Set(target, Ref("third", ()))
        seen = Look("third", sides.up, (parent,), sides.up_many, act) if sides.up else None
        script.link(Linked(act, parent, "third"), seen)
    if sides.up:
        parent = "one" if sides.down_many else "last"
        target = Ref("fourth", (sides.up,))
        act = Append(target, Ref(parent, ())) if sides.up_many else Set(target, Ref(parent, ()))
        seen = Look(parent, sides.down, ("fourth",), sides.down_many, act) if sides.down else None
        script.link(Linked(act, parent, "fourth"), seen)
    return script.case()


class Script:
    """Steps as they are written down."""

    def __init__(self, sides: Sides, family: Family) -> None:
        self._family = family
        self._in_memory = sides.in_memory
        self._steps: list[Step] = []
        self._looks: dict[int, Look] = {}
        self._links: list[Linked] = []
        self._quiet: set[int] = set()
        self._stored: set[int] = set()
        self._fetched: set[int] = set()

    def case(self) -> Case:
        """What was written down, and at its end the links once more, each read anew from the database: what is
        loaded eagerly with the one would answer for the other."""
        for look in [look for look in self._looks.values() if look.after]:
            self._steps.append(Step(Transact("expire")))
            self._fetched.add(len(self._steps))
            self.look(replace(look, after=None), watched=True)
        return Case(
            tuple(self._steps),
            self._looks,
            self._family,
            tuple(self._links),
            quiet=frozenset(self._quiet),
            stored=frozenset(self._stored),
            fetched=frozenset(self._fetched),
        )

    def look(self, look: Look, watched: bool = False) -> None:
        self._looks[len(self._steps)] = look
        self._read(look, watched)

    def link(self, link: Linked, seen: Look | None) -> None:
        """Make a link, look at it from the other side, and store it.

        Where the other side must follow at once, it is read before too: what is loaded already shows whether
        the two sides know of each other; what is not would be loaded anew, and be right by luck.
        """
        if seen and self._in_memory:
            self._read(seen)
        self._quiet.add(len(self._steps))
        self._steps.append(Step(link.act, watched=True))
        if not self._in_memory:
            self._flush("flush")
            self._steps.append(Step(Transact("expire")))
        if seen:
            self.look(seen)
        if self._in_memory:
            self._flush("commit")
        else:
            self._steps.append(Step(Transact("commit")))
        self._links.append(link)

    def _flush(self, verb: str) -> None:
        self._stored.add(len(self._steps))
        self._steps.append(Step(Transact(verb), watched=True))

    def _read(self, look: Look, watched: bool = False) -> None:
        self._steps.append(Step(Read(Ref(look.row, (look.attribute,)), None), watched=watched))
