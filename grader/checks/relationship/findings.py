"""What is wrong with a relationship, from what came of its cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.checks.contract import CheckInput, FinishedRun
from grader.checks.relationship.cases import Case, Linked, Look, Sides
from grader.checks.values.compare import Comparison, ExpectedObject, expected_object, show_expected
from grader.checks.values.plain import same_plain
from grader.checks.values.show import show, show_plain, show_some
from grader.hints import explain
from grader.model import Finding, Outcome
from grader.planning.data import Row
from grader.wording import find_nearest
from grader.worker.protocol import Act, Append, Delete, Entries, Items, Read, Set, Transact, Value


def find_absent(sides: Sides, asked: CheckInput) -> Iterator[Finding]:
    for owner, attribute, target in (
        (sides.parent, sides.down, sides.child),
        (sides.child, sides.up, sides.parent),
    ):
        model = asked.model(owner)
        if not model or not attribute or attribute in model.relationships or attribute in model.attributes:
            continue
        near = find_nearest(attribute, model.relationships)
        yield Finding(
            message=f"`{owner}` has no relationship `{attribute}`.",
            expected=f"`{owner}.{attribute}`, which leads to `{target}`",
            actual=", ".join(f"`{name}`" for name in model.relationships) or "no relationships",
            hint=f"Is `{near}` the one? The name must be exactly `{attribute}`."
            if near
            else f"Add {attribute} = relationship('{target}', back_populates=...) to `{owner}`.",
            where=model.where,
        )


def find_in_case(case: Case, ran: FinishedRun, sides: Sides, asked: CheckInput) -> Iterator[Finding]:
    if ran.evidence.outcome is not Outcome.COMPLETED:
        yield Finding(
            f"Using the relationship did not finish: {ran.evidence.detail}.",
            where=ran.evidence.stopped_at,
            is_obstacle=True,
        )
        return
    if case.deleted:
        yield from _deletion(ran, sides, asked)
        return
    for index, observation in enumerate(ran.evidence.observations):
        what = _describe(case.steps[index].act)
        if observation.problem:
            yield Finding(f"{what} is not possible: {observation.problem}", is_obstacle=True)
            return
        if observation.raised:
            yield asked.explain(what, observation.raised, "no error")
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


def _unheard(case: Case, ran: FinishedRun) -> Iterator[Finding]:
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
    look: Look, actual: Value, ran: FinishedRun, sides: Sides, asked: CheckInput
) -> Iterator[Finding]:
    """What a read shows that it should not, or does not show."""
    owner = ran.plan.data.names[look.row]
    objects = [_object(ran.plan.data.names[name], sides, asked) for name in look.rows]
    many = sides.down_many if look.attribute == sides.down and owner.model == sides.parent else sides.up_many
    expected: Any = objects if many else objects[0]
    compare = Comparison(asked.exercise.models, {})
    actual = _in_list(actual)
    if look.contains and isinstance(actual, Items):
        fine = any(compare.same(objects[0], item) for item in actual.items)
    else:
        fine = compare.same(expected, actual)
    if fine:
        yield from _out_of_order(look, actual, ran, sides, asked)
        return
    model = asked.model(owner.model)
    relationship = model.relationships.get(look.attribute) if model else None
    where = relationship.where if relationship else None
    hint = _hint(look, sides, actual)
    what = f"`{owner.model}.{look.attribute}`"
    yield Finding(
        message=f"{f'After {_describe(look.after)}, {what}' if look.after else what} does not show what it should.",
        expected=("a list with " if look.contains else "")
        + show_expected(objects[0] if look.contains else expected),
        actual=show(actual),
        hint=hint,
        where=where,
        cause=explain.write_cause(where, hint),
    )


def _out_of_order(
    look: Look, actual: Value, ran: FinishedRun, sides: Sides, asked: CheckInput
) -> Iterator[Finding]:
    """A list of the right rows that comes in another order. Equal values may come in any."""
    if look.order is None or not isinstance(actual, Items):
        return
    compare, names, column = Comparison(asked.exercise.models, {}), ran.plan.data.names, look.order.column
    objects = [(names[name].values[column], _object(names[name], sides, asked)) for name in look.rows]
    came = [
        next(value for value, expected in objects if compare.same(expected, item)) for item in actual.items
    ]
    wanted = sorted(came, reverse=look.order.is_descending)
    if came == wanted:
        return
    owner, target = names[look.row].model, names[look.rows[0]].model
    model = asked.model(owner)
    yield Finding(
        message=f"`{owner}.{look.attribute}` does not come in order.",
        expected=f"by {column}: {show_plain(wanted)}",
        actual=show_plain(came),
        hint=f"Add order_by='{target}.{column}{'.desc()' if look.order.is_descending else ''}' to this"
        " relationship().",
        where=model.relationships[look.attribute].where
        if model and look.attribute in model.relationships
        else None,
    )


def _in_list(value: Value) -> Value:
    """A collection of a relationship; of one that has keys, what they lead to."""
    if not isinstance(value, Entries):
        return value
    return Items("list", tuple(item for _, item in value.entries), value.length)


def _object(row: Row, sides: Sides, asked: CheckInput) -> ExpectedObject:
    """By its identity; where the link is part of that, by the rest of it."""
    spec = asked.exercise.models[row.model]
    if _lasting_key(row, sides, asked) == list(spec.primary_key):
        return expected_object(row, spec)
    return ExpectedObject(
        row.model, None, {name: row.values[name] for name in _lasting_key(row, sides, asked)}
    )


def _lasting_key(row: Row, sides: Sides, asked: CheckInput) -> list[str]:
    """The part of a key that another link does not change; all of it where there is no other part."""
    keys = asked.exercise.models[row.model].primary_key
    return [key for key in keys if row.model != sides.child or key not in sides.key] or list(keys)


def _hint(look: Look, sides: Sides, actual: Value) -> str:
    if look.after and sides.in_memory:
        return (
            "The two sides do not know of each other: name the other attribute in back_populates on both sides"
            f" (`{sides.parent}.{sides.down}` and `{sides.child}.{sides.up}`)."
        )
    if sides.down_many and not isinstance(actual, Items):
        return (
            f'{sides.parent}.{sides.down} leads to one object, not to a list: write Mapped[list["{sides.child}"]].'
            f" The foreign key stands in {sides.child}."
        )
    return "Is the foreign key in the child's table, and does it point to the parent's primary key?"


def _link_stored(linked: Linked, ran: FinishedRun, sides: Sides, asked: CheckInput) -> Iterator[Finding]:
    parent, child = ran.plan.data.names[linked.parent], ran.plan.data.names[linked.child]
    told = f"After {_describe(linked.act)} and commit,"
    if sides.has_table:
        yield from _pair_stored(ran, sides, (parent, child), told, asked)
        return
    table = ran.evidence.rows[sides.child]
    row = _find_row(child, table.rows, sides, asked)
    expected = {key: parent.values[to] for key, to in zip(sides.key, sides.points_to, strict=True)}
    if table.problem or row is None or not all(same_plain(v, row.get(key)) for key, v in expected.items()):
        yield Finding(
            message=f"{told} the database does not link the two rows.",
            expected=_show_key(expected, sides),
            actual=table.problem or (_show_key(row, sides) if row else "no such row"),
            hint=f"Does `{sides.child}.{'` and `'.join(sides.key)}` carry the foreign key that the relationship uses?",
        )


def _show_key(row: Mapping[str, Any], sides: Sides) -> str:
    return ", ".join(f"{key} = {show_plain(row.get(key))}" for key in sides.key)


def _pair_stored(
    ran: FinishedRun, sides: Sides, ends: tuple[Row, Row], told: str, asked: CheckInput
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


def _deletion(ran: FinishedRun, sides: Sides, asked: CheckInput) -> Iterator[Finding]:
    problems = [o for o in ran.evidence.observations if o.raised or o.problem]
    names = ran.plan.data.names
    children = [names[name] for name in ("first", "second") if name in names]
    left = [_find_row(child, ran.evidence.rows[sides.child].rows, sides, asked) for child in children]
    told = f"Deleting a `{sides.parent}`"
    if sides.cascade == "refuse":
        if not problems or any(row is None for row in left):
            yield Finding(
                f"{told} that has rows in `{sides.down}` must fail, and does not.",
                "an error",
                "it is deleted",
            )
    elif problems and problems[0].raised:
        yield asked.explain(told, problems[0].raised, "it is deleted")
    elif sides.cascade == "delete" and any(row is not None for row in left):
        yield Finding(
            f"{told} does not delete its `{sides.child}` rows.",
            f"no `{sides.child}` of it is left",
            f"{sum(row is not None for row in left)} left",
            f"Add cascade='all, delete-orphan' to `{sides.parent}.{sides.down}`.",
        )
    elif sides.cascade == "unlink" and not all(
        row is not None and any(row.get(key) is None for key in sides.key) for row in left
    ):
        yield Finding(
            f"{told} does not leave its `{sides.child}` rows without a parent.",
            f"every `{sides.child}` of it with {_show_key({}, sides)}",
            "they are gone" if all(row is None for row in left) else "they still point to it",
            f"Leave out cascade on `{sides.parent}.{sides.down}`, and allow NULL in {' and '.join(sides.key)}.",
        )


def _find_row(row: Row, rows: Any, sides: Sides, asked: CheckInput) -> Mapping[str, Any] | None:
    keys = _lasting_key(row, sides, asked)
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
