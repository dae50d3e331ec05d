"""A relationship by use: read both sides, set one side and see the other, delete and see the cascade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.checks import explaining
from grader.checks.comparing import Comparison, ExpectedObject, expected_object, same_plain, show_expected
from grader.checks.contract import Asked, Ran
from grader.checks.parents import above, joined
from grader.checks.present import nearest
from grader.checks.showing import show, show_plain
from grader.drawing import Drawn, Pair, Row, draw
from grader.model import Finding, Outcome
from grader.plan import Plan, Step
from grader.spec.exercise import Exercise
from grader.spec.language import RelationshipCheck
from grader.spec.links import Holder, link
from grader.spec.rows import Count, Group
from grader.worker.protocol import Act, Append, Delete, Items, Observation, Read, Ref, Set, Transact, Value


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
class _Case:
    """One run: what is done, and which reads must give what. ``link`` is the act after which ``third``
    must hang on ``one``, in memory and in the database."""

    steps: tuple[Step, ...]
    reads: Mapping[int, tuple[str, str, bool]]  # index of a step → owner row, attribute, only contains
    link: Act | None = None
    deleted: bool = False


def needs(check: RelationshipCheck, exercise: Exercise) -> Mapping[str, bool]:
    """Both models, with their columns."""
    sides = _sides(check, exercise)
    return {sides.parent: True, sides.child: True}


def plans(check: RelationshipCheck, exercise: Exercise, seed: str) -> tuple[Plan, ...]:
    """Reading; linking from each side that has an attribute; deleting where a cascade is stated."""
    sides = _sides(check, exercise)
    drawn = _drawn(sides, exercise, seed)
    loaded = ("one", "other", "first", "third")
    return tuple(
        Plan(drawn, loaded, case.steps, reads_rows=bool(case.link or case.deleted)) for case in _cases(sides)
    )


def findings(check: RelationshipCheck, asked: Asked) -> Iterator[Finding]:
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
            spec.target, owner, spec.inverse, name, down_many, False, found.column, found.points_to, in_memory, cascade
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


def _drawn(sides: _Sides, exercise: Exercise, seed: str) -> Drawn:
    """Parents ``one`` and ``other``; ``first`` and ``second`` hang on ``one``, ``third`` on ``other``."""
    before_parent, parent_keys = above(exercise.models, sides.parent)
    before_child, child_keys = above(exercise.models, sides.child, frozenset({sides.key}))
    parents = tuple(Group(sides.parent, Count(), name, parent_keys, ()) for name in ("one", "other"))
    names = {"first": "one", "second": "one", "third": "other"}
    if not sides.down_many:
        del names["second"]
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
    cases = [_reading(sides)]
    if sides.down:
        cases.append(_linking(sides, _link_down(sides), ("third", sides.up, sides.up_many)))
    if sides.up:
        cases.append(_linking(sides, _link_up(sides), ("one", sides.down, sides.down_many)))
    if sides.cascade:
        cases.append(_Case((Step(Delete(Ref("one", ()))), Step(Transact("commit"))), {}, deleted=True))
    return cases


def _reading(sides: _Sides) -> _Case:
    steps: list[Step] = []
    reads = {}
    for row, attribute in (("one", sides.down), ("first", sides.up)):
        if attribute:
            reads[len(steps)] = (row, attribute, False)
            steps.append(_read_step(row, attribute))
    return _Case(tuple(steps), reads)


def _read_step(row: str, attribute: str) -> Step:
    return Step(Read(Ref(row, (attribute,)), None))


def _link_down(sides: _Sides) -> Act:
    target = Ref("one", (sides.down or "",))
    return Append(target, Ref("third", ())) if sides.down_many else Set(target, Ref("third", ()))


def _link_up(sides: _Sides) -> Act:
    target = Ref("third", (sides.up or "",))
    return Append(target, Ref("one", ())) if sides.up_many else Set(target, Ref("one", ()))


def _linking(sides: _Sides, act: Act, seen: tuple[str, str | None, bool]) -> _Case:
    """Link ``third`` to ``one``, look at the other side, and store it.

    Where the other side must follow at once, it is read before too: what is loaded already shows whether
    the two sides know of each other; what is not would be loaded anew, and be right by luck.
    """
    row, attribute, many = seen
    before = [_read_step(row, attribute)] if attribute and sides.in_memory else []
    steps = [*before, Step(act)]
    if not sides.in_memory:
        steps += [Step(Transact("flush")), Step(Transact("expire"))]
    reads = {len(steps): (row, attribute, many)} if attribute else {}
    if attribute:
        steps.append(_read_step(row, attribute))
    return _Case((*steps, Step(Transact("commit"))), reads, link=act)


# ---- judging ----------------------------------------------------------------------------------


def _absent(sides: _Sides, asked: Asked) -> Iterator[Finding]:
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


def _of_case(case: _Case, ran: Ran, sides: _Sides, asked: Asked) -> Iterator[Finding]:
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
            yield explaining.finding(what, observation.raised, "no error")
            return
        if index in case.reads:
            yield from _read(case, index, observation, ran, sides, asked)
    if case.link:
        yield from _link_stored(case.link, ran, sides, asked)


def _read(
    case: _Case, index: int, observation: Observation, ran: Ran, sides: _Sides, asked: Asked
) -> Iterator[Finding]:
    row, attribute, contains = case.reads[index]
    owner = ran.plan.drawn.names[row]
    expected: Any = _expected(case, row, ran.plan.drawn, sides, asked)
    compare = Comparison({}, {})
    actual = observation.value
    if contains and isinstance(actual, Items):
        fine = any(compare.same(expected[-1], item) for item in actual.items)
    else:
        fine = compare.same(expected, actual)
    if fine:
        return
    model = asked.model(owner.model)
    what = f"`{owner.model}.{attribute}`"
    yield Finding(
        message=f"{f'After {_describe(case.link)}, {what}' if case.link else what} does not show what it should.",
        expected=("a list with " if contains else "") + show_expected(expected[-1] if contains else expected),
        actual=show(actual),
        hint=_hint(case, sides, actual),
        where=model.relationships[attribute].where if model and attribute in model.relationships else None,
    )


def _expected(case: _Case, row: str, drawn: Drawn, sides: _Sides, asked: Asked) -> Any:
    """What the attribute on ``row`` must show, as expected objects."""
    names = drawn.names
    if row == "one":
        children = ["first", "second"] if "second" in names else ["first"]
        if case.link:
            children = [*children, "third"] if sides.down_many else ["third"]
        objects = [_object(names[child], asked) for child in children]
        return objects if sides.down_many else objects[0]
    parent = _object(names["one"], asked)
    return [parent] if sides.up_many else parent


def _object(row: Row, asked: Asked) -> ExpectedObject:
    return expected_object(row, asked.exercise.models[row.model].primary_key)


def _hint(case: _Case, sides: _Sides, actual: Value) -> str:
    if case.link and sides.in_memory:
        return (
            "The two sides do not know of each other: name the other attribute in back_populates on both sides"
            f" (`{sides.parent}.{sides.down}` and `{sides.child}.{sides.up}`)."
        )
    if sides.down_many and not isinstance(actual, Items):
        return "This side leads to many rows: is the foreign key in the right table, and uselist not False?"
    return "Is the foreign key in the child's table, and does it point to the parent's primary key?"


def _link_stored(act: Act, ran: Ran, sides: _Sides, asked: Asked) -> Iterator[Finding]:
    one, third = ran.plan.drawn.names["one"], ran.plan.drawn.names["third"]
    told = f"After {_describe(act)} and commit,"
    if sides.has_table:
        yield from _pair_stored(ran, sides, one, third, told)
        return
    table = ran.evidence.rows[sides.child]
    row = _row_of(third, table.rows, asked)
    expected = one.values[sides.points_to]
    if table.problem or row is None or not same_plain(expected, row.get(sides.key)):
        yield Finding(
            message=f"{told} the database does not link the two rows.",
            expected=f"{sides.key} = {show_plain(expected)}",
            actual=table.problem or (f"{sides.key} = {show_plain(row.get(sides.key))}" if row else "no such row"),
            hint=f"Does `{sides.child}.{sides.key}` carry the foreign key that the relationship uses?",
        )


def _pair_stored(ran: Ran, sides: _Sides, one: Row, third: Row, told: str) -> Iterator[Finding]:
    table = ran.evidence.rows.get(f"{sides.parent}.{sides.down}")
    wanted = tuple(next(iter(row.values.values())) for row in (one, third))
    pairs = [(row["left"], row["right"]) for row in table.rows] if table else []
    if wanted not in pairs:
        yield Finding(
            message=f"{told} the database does not link the two rows.",
            expected=f"the pair {wanted} in the table between `{sides.parent}` and `{sides.child}`",
            actual=(table.problem if table else None) or ", ".join(map(str, pairs)) or "no pairs",
            hint="Does the relationship name the table between the two in secondary=...?",
        )


def _deletion(ran: Ran, sides: _Sides, asked: Asked) -> Iterator[Finding]:
    problems = [o for o in ran.evidence.observations if o.raised or o.problem]
    names = ran.plan.drawn.names
    children = [names[name] for name in ("first", "second") if name in names]
    left = [_row_of(child, ran.evidence.rows[sides.child].rows, asked) for child in children]
    told = f"Deleting a `{sides.parent}`"
    if sides.cascade == "refuse":
        if not problems or any(row is None for row in left):
            yield Finding(f"{told} that has rows in `{sides.down}` must fail, and does not.", "an error", "it is deleted")
    elif problems and problems[0].raised:
        yield explaining.finding(told, problems[0].raised, "it is deleted")
    elif sides.cascade == "delete" and any(row is not None for row in left):
        yield Finding(
            f"{told} does not delete what hangs on it.",
            f"no `{sides.child}` of it is left",
            f"{sum(row is not None for row in left)} left",
            f"Add cascade='all, delete-orphan' to `{sides.parent}.{sides.down}`.",
        )
    elif sides.cascade == "unlink" and not all(row is not None and row.get(sides.key) is None for row in left):
        yield Finding(
            f"{told} does not leave what hangs on it without a parent.",
            f"every `{sides.child}` of it with {sides.key} = None",
            "they are gone" if all(row is None for row in left) else "they still point to it",
            f"Leave out cascade on `{sides.parent}.{sides.down}`, and allow NULL in {sides.key}.",
        )


def _row_of(row: Row, rows: Any, asked: Asked) -> Mapping[str, Any] | None:
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


