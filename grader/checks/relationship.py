"""A relationship by use: read both sides, set one side and see the other, delete and see the cascade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar

from pydantic import Field

from grader.checks.contract import CheckInput, CheckKind, FinishedRun
from grader.checks.present import nearest
from grader.checks.values.compare import (
    Comparison,
    ExpectedObject,
    expected_object,
    show_expected,
)
from grader.checks.values.plain import same_plain
from grader.checks.values.show import show, show_plain, show_some
from grader.hints import explain
from grader.language.checks import Check
from grader.language.exercise import Exercise
from grader.language.links import Holder, link
from grader.language.parts import Dotted
from grader.language.rows import Count, Group
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Path
from grader.model import Finding, Outcome
from grader.planning.data import (
    Drawn,
    Pair,
    Row,
    draw,
)
from grader.planning.parents import above, joined
from grader.planning.plan import Plan, Step
from grader.wording import unknown
from grader.worker.protocol import Act, Append, Delete, Items, Read, Ref, Set, Transact, Value


@dataclass(frozen=True)
class _Sides:
    """Both ends of a relationship. ``down`` is the attribute on the parent, ``up`` the one on the child
    (None where the exercise names none); ``key`` the child's foreign key, empty for a table of its own."""

    parent: str
    child: str
    down: str | None
    up: str | None
    down_many: bool
    up_many: bool
    key: str
    points_to: str
    in_memory: bool
    cascade: str | None

    @property
    def has_table(self) -> bool:
        return not self.key


@dataclass(frozen=True)
class _Look:
    """A read of ``row.attribute`` that must show rows: exactly ``rows``, or among others with ``contains``.
    ``after`` is the link that was made just before."""

    row: str
    attribute: str
    rows: tuple[str, ...]
    contains: bool = False
    after: Act | None = None


@dataclass(frozen=True)
class _Linked:
    """The database must link ``child`` to ``parent`` after ``act``."""

    act: Act
    parent: str
    child: str


@dataclass(frozen=True)
class _Case:
    """One run: steps, with the reads among them (by index) and the links that are there in the end.

    What the server must have seen, by index: ``quiet`` steps write nothing (a link is set in memory), ``stored``
    ones write (it is flushed), ``fetched`` ones send something (what is read was expired before).
    """

    steps: tuple[Step, ...]
    looks: Mapping[int, _Look]
    links: tuple[_Linked, ...] = ()
    deleted: bool = False
    quiet: frozenset[int] = frozenset()
    stored: frozenset[int] = frozenset()
    fetched: frozenset[int] = frozenset()


class RelationshipCheck(Check):
    """A relationship by use: both sides are read, linked and, where a cascade is stated, deleted."""

    kind: ClassVar[str] = "relationship"

    relationship: Annotated[Dotted, Field(description="either side, such as `Author.posts`")]


def check_meaning(check: RelationshipCheck, scope: Scope, path: Path) -> None:
    """A relationship that the exercise has."""
    model, name = check.relationship.split(".")
    at, models = (*path, "relationship"), scope.names.models
    if model not in models:
        scope.report(at, unknown("model", model, models))
    elif name not in models[model].relationships:
        scope.report(at, unknown("relationship", name, models[model].relationships, f"of `{model}`"))


def needs(check: RelationshipCheck, exercise: Exercise) -> Mapping[str, bool]:
    """Both models, with their columns."""
    sides = _sides(check, exercise)
    return {sides.parent: True, sides.child: True}


def plans(check: RelationshipCheck, exercise: Exercise, seed: str) -> tuple[Plan, ...]:
    """Reading and linking from each side that has an attribute; deleting where a cascade is stated."""
    sides = _sides(check, exercise)
    drawn = _drawn(sides, exercise, seed)
    loaded = tuple(name for name in (*_PARENTS, *_CHILDREN) if name in drawn.names)
    return tuple(Plan(drawn, loaded if not case.deleted else ("one",), case.steps) for case in _cases(sides))


def findings(check: RelationshipCheck, asked: CheckInput) -> Iterator[Finding]:
    """The first run that shows something wrong; the later ones would only repeat it."""
    sides = _sides(check, asked.exercise)
    absent = list(_absent(sides, asked))
    yield from absent
    if absent:
        return
    for case, ran in zip(_cases(sides), asked.runs, strict=True):
        found = list(_of_case(case, ran, sides, asked))
        yield from found
        if found:
            return


def _sides(check: RelationshipCheck, exercise: Exercise) -> _Sides:
    owner, _, name = check.relationship.partition(".")
    spec = exercise.models[owner].relationships[name]
    found = link(exercise.models, owner, name)
    other = exercise.models[spec.target].relationships.get(spec.inverse or "")
    in_memory = spec.inverse_seen == "in_memory" and (other is None or other.inverse_seen == "in_memory")
    if found.holder is Holder.SELF:
        down_many = other.many is not None if other else True
        cascade = other.cascade if other else None
        return _Sides(
            spec.target,
            owner,
            spec.inverse,
            name,
            down_many,
            False,
            found.column,
            found.points_to,
            in_memory,
            cascade,
        )
    up_many = found.holder is Holder.TABLE
    return _Sides(
        owner,
        spec.target,
        name,
        spec.inverse,
        spec.many is not None,
        up_many,
        found.column,
        found.points_to,
        in_memory,
        spec.cascade,
    )


_PARENTS = ("one", "other", "free", "spare", "last")
_CHILDREN = {"first": "one", "second": "one", "third": "other", "fourth": "free"}
"""Children, each with its parent. A parent of one child only gets ``third`` or ``fourth`` where it has none."""


def _drawn(sides: _Sides, exercise: Exercise, seed: str) -> Drawn:
    before_parent, parent_keys = above(exercise.models, sides.parent)
    before_child, child_keys = above(exercise.models, sides.child, frozenset({sides.key}))
    parents = tuple(Group(sides.parent, Count(), name, parent_keys, ()) for name in _PARENTS)
    names = {child: parent for child, parent in _CHILDREN.items() if sides.down_many or child != "second"}
    children = []
    for name, parent in names.items():
        key = {} if sides.has_table else {sides.key: f"${parent}.{sides.points_to}"}
        children.append(Group(sides.child, Count(), name, {**child_keys, **key}, ()))
    data = joined(before_parent, before_child, parents, tuple(children))
    drawn = draw(exercise.models, data, (), seed, None)
    if not sides.has_table or sides.down is None:
        return drawn
    pairs = tuple(Pair(drawn.names[parent], sides.down, drawn.names[name]) for name, parent in names.items())
    return Drawn(drawn.rows, pairs)


def _cases(sides: _Sides) -> list[_Case]:
    cases = [_using(sides)]
    if sides.cascade:
        cases.append(_Case((Step(Delete(Ref("one", ()))), Step(Transact("commit"))), {}, deleted=True))
    return cases


def _using(sides: _Sides) -> _Case:
    """Read both sides, then link from each; each link is looked at from the other side, and stored."""
    script = _Script(sides)
    if sides.down:
        script.look(_Look("one", sides.down, ("first", "second") if sides.down_many else ("first",)))
    if sides.up:
        script.look(_Look("first", sides.up, ("one",)))
    if sides.down:
        parent = "one" if sides.down_many else "spare"
        target = Ref(parent, (sides.down,))
        act = Append(target, Ref("third", ())) if sides.down_many else Set(target, Ref("third", ()))
        seen = _Look("third", sides.up, (parent,), sides.up_many, act) if sides.up else None
        script.link(_Linked(act, parent, "third"), seen)
    if sides.up:
        parent = "one" if sides.down_many else "last"
        target = Ref("fourth", (sides.up,))
        act = Append(target, Ref(parent, ())) if sides.up_many else Set(target, Ref(parent, ()))
        seen = _Look(parent, sides.down, ("fourth",), sides.down_many, act) if sides.down else None
        script.link(_Linked(act, parent, "fourth"), seen)
    return script.case()


class _Script:
    """Steps as they are written down."""

    def __init__(self, sides: _Sides) -> None:
        self._in_memory = sides.in_memory
        self._steps: list[Step] = []
        self._looks: dict[int, _Look] = {}
        self._links: list[_Linked] = []
        self._quiet: set[int] = set()
        self._stored: set[int] = set()
        self._fetched: set[int] = set()

    def case(self) -> _Case:
        """What was written down, and at its end the links once more, each read anew from the database: what is
        loaded eagerly with the one would answer for the other."""
        for look in [look for look in self._looks.values() if look.after]:
            self._steps.append(Step(Transact("expire")))
            self._fetched.add(len(self._steps))
            self.look(replace(look, after=None), watched=True)
        return _Case(
            tuple(self._steps),
            self._looks,
            tuple(self._links),
            quiet=frozenset(self._quiet),
            stored=frozenset(self._stored),
            fetched=frozenset(self._fetched),
        )

    def look(self, look: _Look, watched: bool = False) -> None:
        self._looks[len(self._steps)] = look
        self._read(look, watched)

    def link(self, link: _Linked, seen: _Look | None) -> None:
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

    def _read(self, look: _Look, watched: bool = False) -> None:
        self._steps.append(Step(Read(Ref(look.row, (look.attribute,)), None), watched=watched))


# ---- judging ----------------------------------------------------------------------------------


def _absent(sides: _Sides, asked: CheckInput) -> Iterator[Finding]:
    for owner, attribute, target in (
        (sides.parent, sides.down, sides.child),
        (sides.child, sides.up, sides.parent),
    ):
        model = asked.model(owner)
        if not model or not attribute or attribute in model.relationships or attribute in model.attributes:
            continue
        near = nearest(attribute, model.relationships)
        yield Finding(
            message=f"`{owner}` has no relationship `{attribute}`.",
            expected=f"`{owner}.{attribute}`, which leads to `{target}`",
            actual=", ".join(f"`{name}`" for name in model.relationships) or "no relationships",
            hint=f"Is `{near}` the one? The name must be exactly `{attribute}`."
            if near
            else f"Add {attribute} = relationship('{target}', back_populates=...) to `{owner}`.",
            where=model.where,
        )


def _of_case(case: _Case, ran: FinishedRun, sides: _Sides, asked: CheckInput) -> Iterator[Finding]:
    if ran.evidence.outcome is not Outcome.COMPLETED:
        yield Finding(f"Using the relationship did not come to an end: {ran.evidence.detail}.")
        return
    if case.deleted:
        yield from _deletion(ran, sides, asked)
        return
    for index, observation in enumerate(ran.evidence.observations):
        what = _describe(case.steps[index].act)
        if observation.problem:
            yield Finding(f"{what} is not possible: {observation.problem}")
            return
        if observation.raised:
            yield explain.finding(what, observation.raised, "no error", allowed=asked.exercise.limits)
            return
        if index in case.looks:
            found = list(_looked(case.looks[index], observation.value, ran, sides, asked))
            yield from found
            if found:
                return
    unheard = next(_unheard(case, ran), None)
    if unheard:
        yield unheard
        return
    for linked in case.links:
        yield from _link_stored(linked, ran, sides, asked)


def _unheard(case: _Case, ran: FinishedRun) -> Iterator[Finding]:
    """Where what the server saw is not what a relationship does, whatever the objects showed."""
    for number, counted in ran.evidence.sent.items():
        what = _describe(case.steps[number].act)
        written = counted.writes()
        if number in case.quiet and written:
            yield Finding(
                message=f"{what.capitalize()} writes to the database at once.",
                expected="nothing is written before flush() or commit()",
                actual=f"{written} statements that write",
                hint="A relationship() notes what was set, and the session sends it when it flushes.",
            )
        elif number in case.stored and not written:
            yield Finding(
                message=f"{what} sends nothing that stores what was set before.",
                expected="an INSERT, UPDATE or DELETE, as PostgreSQL counts",
                actual="none",
                hint="Is the attribute a relationship()? Setting a plain attribute stores nothing.",
            )
        elif number in case.fetched and not counted.total:
            yield Finding(
                message=f"{what.capitalize()} asks the database for nothing, although what was loaded has expired.",
                expected="at least one statement, as PostgreSQL counts",
                actual="none",
                hint="Is the attribute a relationship()? A plain attribute keeps what it was given.",
            )


def _looked(
    look: _Look, actual: Value, ran: FinishedRun, sides: _Sides, asked: CheckInput
) -> Iterator[Finding]:
    """What a read shows that it should not, or does not show."""
    owner = ran.plan.drawn.names[look.row]
    objects = [_object(ran.plan.drawn.names[name], asked) for name in look.rows]
    many = sides.down_many if look.attribute == sides.down and owner.model == sides.parent else sides.up_many
    expected: Any = objects if many else objects[0]
    compare = Comparison(asked.exercise.models, {})
    if look.contains and isinstance(actual, Items):
        fine = any(compare.same(objects[0], item) for item in actual.items)
    else:
        fine = compare.same(expected, actual)
    if fine:
        return
    model = asked.model(owner.model)
    what = f"`{owner.model}.{look.attribute}`"
    yield Finding(
        message=f"{f'After {_describe(look.after)}, {what}' if look.after else what} does not show what it should.",
        expected=("a list with " if look.contains else "")
        + show_expected(objects[0] if look.contains else expected),
        actual=show(actual),
        hint=_hint(look, sides, actual),
        where=model.relationships[look.attribute].where
        if model and look.attribute in model.relationships
        else None,
    )


def _object(row: Row, asked: CheckInput) -> ExpectedObject:
    return expected_object(row, asked.exercise.models[row.model])


def _hint(look: _Look, sides: _Sides, actual: Value) -> str:
    if look.after and sides.in_memory:
        return (
            "The two sides do not know of each other: name the other attribute in back_populates on both sides"
            f" (`{sides.parent}.{sides.down}` and `{sides.child}.{sides.up}`)."
        )
    if sides.down_many and not isinstance(actual, Items):
        return "This side leads to many rows: is the foreign key in the right table, and uselist not False?"
    return "Is the foreign key in the child's table, and does it point to the parent's primary key?"


def _link_stored(linked: _Linked, ran: FinishedRun, sides: _Sides, asked: CheckInput) -> Iterator[Finding]:
    parent, child = ran.plan.drawn.names[linked.parent], ran.plan.drawn.names[linked.child]
    told = f"After {_describe(linked.act)} and commit,"
    if sides.has_table:
        yield from _pair_stored(ran, sides, (parent, child), told, asked)
        return
    table = ran.evidence.rows[sides.child]
    row = _row_of(child, table.rows, asked)
    expected = parent.values[sides.points_to]
    if table.problem or row is None or not same_plain(expected, row.get(sides.key)):
        yield Finding(
            message=f"{told} the database does not link the two rows.",
            expected=f"{sides.key} = {show_plain(expected)}",
            actual=table.problem
            or (f"{sides.key} = {show_plain(row.get(sides.key))}" if row else "no such row"),
            hint=f"Does `{sides.child}.{sides.key}` carry the foreign key that the relationship uses?",
        )


def _pair_stored(
    ran: FinishedRun, sides: _Sides, ends: tuple[Row, Row], told: str, asked: CheckInput
) -> Iterator[Finding]:
    table = ran.evidence.rows.get(f"{sides.parent}.{sides.down}")
    wanted = tuple(row.values[asked.exercise.models[row.model].primary_key[0]] for row in ends)
    pairs = [(row["left"], row["right"]) for row in table.rows] if table else []
    if wanted not in pairs:
        yield Finding(
            message=f"{told} the database does not link the two rows.",
            expected=f"the pair {wanted} in the table between `{sides.parent}` and `{sides.child}`",
            actual=(table.problem if table else None) or show_some(pairs) or "no pairs",
            hint="Does the relationship name the table between the two in secondary=...?",
        )


def _deletion(ran: FinishedRun, sides: _Sides, asked: CheckInput) -> Iterator[Finding]:
    problems = [o for o in ran.evidence.observations if o.raised or o.problem]
    names = ran.plan.drawn.names
    children = [names[name] for name in ("first", "second") if name in names]
    left = [_row_of(child, ran.evidence.rows[sides.child].rows, asked) for child in children]
    told = f"Deleting a `{sides.parent}`"
    if sides.cascade == "refuse":
        if not problems or any(row is None for row in left):
            yield Finding(
                f"{told} that has rows in `{sides.down}` must fail, and does not.",
                "an error",
                "it is deleted",
            )
    elif problems and problems[0].raised:
        yield explain.finding(told, problems[0].raised, "it is deleted", allowed=asked.exercise.limits)
    elif sides.cascade == "delete" and any(row is not None for row in left):
        yield Finding(
            f"{told} does not delete what hangs on it.",
            f"no `{sides.child}` of it is left",
            f"{sum(row is not None for row in left)} left",
            f"Add cascade='all, delete-orphan' to `{sides.parent}.{sides.down}`.",
        )
    elif sides.cascade == "unlink" and not all(
        row is not None and row.get(sides.key) is None for row in left
    ):
        yield Finding(
            f"{told} does not leave what hangs on it without a parent.",
            f"every `{sides.child}` of it with {sides.key} = None",
            "they are gone" if all(row is None for row in left) else "they still point to it",
            f"Leave out cascade on `{sides.parent}.{sides.down}`, and allow NULL in {sides.key}.",
        )


def _row_of(row: Row, rows: Any, asked: CheckInput) -> Mapping[str, Any] | None:
    keys = asked.exercise.models[row.model].primary_key
    return next((r for r in rows if all(same_plain(row.values[k], r.get(k)) for k in keys)), None)


def _describe(act: Act) -> str:
    match act:
        case Append(target=target):
            return f"appending to `{target.path[-1]}`"
        case Set(target=target):
            return f"setting `{target.path[-1]}`"
        case Read(target=target):
            return f"reading `{target.path[-1]}`"
        case Transact(verb=verb):
            return f"session.{verb}()"
        case Delete():
            return "deleting"
    return "this"


KIND = CheckKind(
    "relationship", RelationshipCheck, check_meaning, needs=needs, plans=plans, findings=findings
)
