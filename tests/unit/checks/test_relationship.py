"""`relationship:` is judged by use: what each side shows, what the database holds, what a deletion leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from grader.checks.relationship import kind
from grader.language.exercise import Exercise
from grader.model import CountedStatement, Finding, Outcome, RunEvidence, ServerCount
from grader.planning.data import Data, Pair
from grader.planning.plan import Plan, as_drawn
from grader.worker.protocol import Act, Append, Delete, Observation, Read, Set, Transact, Value
from tests.support.evidence import (
    MODELS,
    REPORTS,
    check,
    ended,
    exercise,
    expired,
    found,
    gave,
    impossible,
    listed,
    only,
    raised,
    stored,
    submission,
)

BOOKS = check(relationship="Author.books")
AUTHOR = check(relationship="Book.author")
PRIZES = check(relationship="Author.prizes")
ONE_TO_ONE: dict[str, Any] = {
    "User": {
        "columns": {"id": {"primary_key": True, "type": "integer"}},
        "relationships": {"desk": {"one": "Desk", "inverse": "user"}},
    },
    "Desk": {
        "columns": {
            "id": {"primary_key": True, "type": "integer"},
            "user_id": {"type": "integer", "foreign_key": "User.id"},
        },
        "relationships": {"user": {"one": "User", "inverse": "desk"}},
    },
}


class World:
    """A submission that does it right: children by parent, as memory and the database have them."""

    def __init__(self, plan: Plan, of: Exercise) -> None:
        self._data, self._of = plan.data, of
        self.rows = {name: dict(row.values) for name, row in plan.data.names.items()}
        self.pairs = {(pair.left.name, pair.right.name) for pair in plan.data.pairs}

    def do(self, act: Act) -> Value:
        match act:
            case Read(target=ref):
                return self._read(ref.name, ref.path[0])
            case Append(target=ref, value=value):
                self._link(ref.name, ref.path[0], value.name)
            case Set(target=ref, value=value):
                self._link(ref.name, ref.path[0], value.name)  # type: ignore[union-attr]
            case Delete(target=ref):
                self._delete(ref.name)
        return None

    def _key(self, owner: str, attribute: str) -> tuple[str, bool]:
        """The foreign key behind an attribute, and whether the owner holds it; empty for a table between."""
        model = self._data.names[owner].model
        target = self._of.models[model].relationships[attribute].target
        for name, holder, other in ((model, True, target), (target, False, model)):
            for column, facts in self._of.models[name].columns.items():
                if (facts.foreign_key or "").startswith(f"{other}."):
                    return column, holder
        return "", False

    def _read(self, owner: str, attribute: str) -> Value:
        key, holds = self._key(owner, attribute)
        names = self._data.names
        spec = self._of.models[names[owner].model].relationships[attribute]
        if not key:
            others = [b if a == owner else a for a, b in self.pairs if owner in (a, b)]
        elif holds:
            others = [
                n
                for n, r in self.rows.items()
                if names[n].model == spec.target and r["id"] == self.rows[owner][key]
            ]
        else:
            others = [n for n, r in self.rows.items() if r.get(key) == self.rows[owner]["id"]]
        objects = [expired(names[str(other)]) for other in others]
        return listed(*objects) if spec.many else (objects[0] if objects else None)

    def _link(self, owner: str, attribute: str, other: str) -> None:
        key, holds = self._key(owner, attribute)
        if not key:
            left = owner if attribute == "prizes" else other
            self.pairs.add((left, other if left == owner else owner))
        elif holds:
            self.rows[owner][key] = self.rows[other]["id"]
        else:
            self.rows[other][key] = self.rows[owner]["id"]

    def _delete(self, name: str) -> None:
        gone = self.rows.pop(name)
        self.rows = {n: row for n, row in self.rows.items() if row.get("author_id") != gone["id"]}

    def evidence(self, plan: Plan, observations: list[Observation]) -> RunEvidence:
        names = self._data.names
        models = {
            model: [r for n, r in self.rows.items() if names[n].model == model] for model in self._of.models
        }
        pairs = tuple(Pair(names[str(a)], "prizes", names[str(b)]) for a, b in self.pairs)
        rows = stored(replace(plan, data=Data(pairs=pairs)), **models)
        return ended(*observations, rows=rows)


Wrong = Callable[[int, Act, Value], Observation]


def _as_it_is(index: int, act: Act, value: Value) -> Observation:
    return gave(value)


def honest(of: Exercise, wrong: Wrong = _as_it_is) -> Callable[[Plan], RunEvidence]:
    """What a right submission shows; ``wrong`` may answer otherwise."""

    def answer(plan: Plan) -> RunEvidence:
        world, observations = World(plan, of), []
        for i, step in enumerate(plan.steps):
            observation = wrong(i, step.act, world.do(step.act))
            observations.append(observation)
            if observation.raised or observation.problem:
                break
        return world.evidence(plan, observations)

    return answer


def findings(
    subject: Any, wrong: Wrong | None = None, of: Exercise | None = None, **more: Any
) -> list[Finding]:
    of = of or exercise(subject)
    return found(subject, honest(of, wrong) if wrong else honest(of), of=of, **more)


def cascading(cascade: str | None, **columns: Any) -> Exercise:
    models = {name: dict(model) for name, model in MODELS.items()}
    books = {"many": "Book", "inverse": "author", **({"cascade": cascade} if cascade else {})}
    models["Author"]["relationships"] = {"books": books}
    return exercise(models={name: models[name] for name in ("Author", "Book")})


@pytest.mark.parametrize(
    "subject", [BOOKS, AUTHOR, PRIZES], ids=["one-to-many", "many-to-one", "many-to-many"]
)
def test_two_sides_that_know_of_each_other_give_no_finding(subject: Any) -> None:
    """Two sides that know of each other give no finding."""
    assert [] == findings(subject)


def test_one_to_one() -> None:
    """A one-to-one is used so that no parent loses a child that must have one."""
    of = exercise(models=ONE_TO_ONE)
    subject = check(relationship="User.desk")
    assert [] == findings(subject, of=of)
    (plan,) = kind.plans(subject, of, "1", as_drawn)  # type: ignore[arg-type]
    taken = {row.values["user_id"] for row in plan.data.rows if row.model == "Desk"}
    for step in plan.steps:
        if isinstance(step.act, Set) and step.act.target.path == ("desk",):
            assert plan.data.names[step.act.target.name].values["id"] not in taken


@pytest.mark.parametrize("subject", [BOOKS, PRIZES], ids=["one-to-many", "many-to-many"])
def test_reading_gives_others(subject: Any) -> None:
    """A side that shows other rows than it should is one finding: expected, actual, a hint and its line."""
    finding = only(findings(subject, lambda i, _, value: gave(listed() if i == 0 else value)))
    assert "does not show what it should" in finding.message
    assert "[]" == finding.actual
    assert finding.expected
    assert finding.hint
    assert 20 == finding.where.line  # type: ignore[union-attr]


def test_reading_gives_one_instead_of_many() -> None:
    """A side that leads to one row where many are due is told so."""
    finding = only(findings(BOOKS, lambda i, _, value: gave(None if i == 0 else value)))
    assert "leads to one object" in (finding.hint or "")


@pytest.mark.parametrize("subject", [BOOKS, PRIZES], ids=["one-to-many", "many-to-many"])
def test_sides_that_do_not_know_of_each_other(subject: Any) -> None:
    """A link that the other side does not show at once is one finding that names back_populates."""
    before: dict[Any, Value] = {}

    def wrong(i: int, act: Act, value: Value) -> Observation:
        return gave(before.setdefault(act.target, value) if isinstance(act, Read) else value)

    finding = only(findings(subject, wrong))
    assert "After appending" in finding.message
    assert "back_populates" in (finding.hint or "")


@pytest.mark.parametrize(("subject", "model"), [(BOOKS, "Book"), (PRIZES, "Author.prizes")])
def test_link_that_is_not_stored(subject: Any, model: str) -> None:
    """What both sides show does not count where the database does not link the rows."""
    of = exercise(subject)

    def answer(plan: Plan) -> RunEvidence:
        run = honest(of)(plan)
        return replace(run, rows={**run.rows, model: stored(plan)[model]})

    messages = [finding.message for finding in found(subject, answer, of=of)]
    assert messages
    assert all("the database does not link the two rows" in message for message in messages)


def test_an_error_at_any_step_is_one_finding() -> None:
    """An error at any step is one finding, and nothing after it is judged."""
    finding = only(findings(BOOKS, lambda *_: raised("AttributeError", "no books")))
    assert "raised AttributeError" in finding.message


def test_a_step_that_cannot_be_carried_out_is_one_finding() -> None:
    """A step that could not be carried out is one finding with the reason."""
    assert "no session" in only(findings(BOOKS, lambda *_: impossible("no session"))).message


def test_not_ended() -> None:
    """A run that did not come to its end is one finding."""
    crashed = ended(outcome=Outcome.CRASHED, detail="ended by itself")
    assert "did not finish" in only(found(BOOKS, lambda _: crashed)).message


@pytest.mark.parametrize(
    ("name", "near"), [("book", "Is `book` the one?"), ("volumes", "Add books = relationship('Book'")]
)
def test_a_relationship_that_is_not_there_is_told_first(name: str, near: str) -> None:
    """A relationship that is not there is told before anything is used, with the nearest one."""
    author = replace(REPORTS[0], relationships={name: REPORTS[0].relationships["books"]})
    finding = only(findings(BOOKS, evidence=submission([author, *REPORTS[1:]])))
    assert "`Author` has no relationship `books`." == finding.message
    assert f"`{name}`" == finding.actual
    assert near in (finding.hint or "")


# ---- deleting -------------------------------------------------------------------------------------


def after_deletion(
    cascade: str, observation: Observation, left: Callable[[Plan], list[Any]]
) -> list[Finding]:
    of = cascading(cascade)

    def answer(plan: Plan) -> RunEvidence:
        if not isinstance(plan.steps[0].act, Delete):
            return honest(of)(plan)
        return ended(observation, gave(), rows=stored(plan, Book=left(plan)))

    return found(BOOKS, answer, of=of)


def all_books(plan: Plan) -> list[Any]:
    return [row.values for row in plan.data.rows if row.model == "Book"]


def no_books(plan: Plan) -> list[Any]:
    return []


def unlinked(plan: Plan) -> list[Any]:
    return [{**row, "author_id": None} for row in all_books(plan)]


@pytest.mark.parametrize(
    ("cascade", "observation", "left"),
    [
        ("delete", gave(), no_books),
        ("unlink", gave(), unlinked),
        ("refuse", raised("IntegrityError"), all_books),
    ],
)
def test_a_deletion_that_does_what_is_stated_gives_no_finding(
    cascade: str, observation: Observation, left: Any
) -> None:
    """A deletion that does what is stated gives no finding."""
    assert [] == after_deletion(cascade, observation, left)


@pytest.mark.parametrize(
    ("cascade", "observation", "left", "words"),
    [
        ("delete", gave(), all_books, "does not delete"),
        ("delete", gave(), unlinked, "does not delete"),
        ("delete", raised("IntegrityError"), all_books, "raised IntegrityError"),
        ("unlink", gave(), all_books, "without a parent"),
        ("unlink", gave(), no_books, "without a parent"),
        ("unlink", raised("IntegrityError"), all_books, "raised IntegrityError"),
        ("refuse", gave(), no_books, "must fail"),
        ("refuse", gave(), unlinked, "must fail"),
        ("refuse", raised("IntegrityError"), no_books, "must fail"),
        ("refuse", raised("IntegrityError"), lambda plan: all_books(plan)[1:], "must fail"),
    ],
)
def test_other_cascade(cascade: str, observation: Observation, left: Any, words: str) -> None:
    """A deletion that does anything else is one finding; the database's rows decide, not what is claimed."""
    finding = only(after_deletion(cascade, observation, left))
    assert words in finding.message
    assert finding.expected
    assert finding.actual


def test_plan_links_what_exists() -> None:
    """Every row that is used is loaded before, and of the many-to-many's rows pairs are laid."""
    (plan,) = kind.plans(PRIZES, exercise(PRIZES), "1", as_drawn)  # type: ignore[arg-type]
    assert set(plan.load) <= plan.data.names.keys()
    assert plan.data.pairs
    used = {step.act.target.name for step in plan.steps if isinstance(step.act, Read | Append | Set)}
    assert used <= set(plan.load)


def test_needs_both_models() -> None:
    """Both models must be there with their keys, and with the one that links them."""
    assert {"Author": {"id"}, "Book": {"id", "author_id"}} == kind.needs(AUTHOR, exercise(AUTHOR))  # type: ignore[arg-type]


# ---- what the server saw ----------------------------------------------------------------------------


def sent(sql: str = "", calls: int = 1) -> ServerCount:
    """One statement that the server counted during a step, or none."""
    return ServerCount((CountedStatement(sql, calls, 0),) if sql else (), (), (), True)


def watched(plan: Plan, of: Exercise, seen: Callable[[Act], ServerCount]) -> RunEvidence:
    """A submission that shows all that is right, with what the server saw of each step that it watches."""
    counts = {i: seen(step.act) for i, step in enumerate(plan.steps) if step.watched}
    return replace(honest(of)(plan), sent=counts)


def as_a_relationship_does(act: Act) -> ServerCount:
    match act:
        case Transact():
            return sent("/* mine */ UPDATE books SET author_id=$1 WHERE books.id = $2")
        case Read():
            return sent("SELECT authors.id FROM authors WHERE authors.id = $1")
    return sent()


@pytest.mark.parametrize("subject", [BOOKS, AUTHOR, PRIZES])
def test_the_server_sees_what_a_relationship_does(subject: Any) -> None:
    """Setting a side writes nothing, the flush writes, and what has expired is read again: no finding."""
    of = exercise(subject)
    assert [] == found(subject, lambda plan: watched(plan, of, as_a_relationship_does), of=of)


@pytest.mark.parametrize(
    ("kind", "seen", "message"),
    [
        (Append, "UPDATE books SET author_id=1", "Appending to `books` writes to the database at once."),
        (Transact, "SELECT 1", "session.commit() sends nothing that stores what was set before."),
        (Read, "", "Reading `author` asks the database for nothing, although what was loaded has expired."),
    ],
)
def test_the_server_sees_that_it_is_none(kind: type, seen: str, message: str) -> None:
    """Whatever the objects show: a link that is written at once, one that no flush stores, and one that is read
    without the database are told."""
    of = exercise(BOOKS)

    def wrong(act: Act) -> ServerCount:
        return sent(seen) if isinstance(act, kind) else as_a_relationship_does(act)

    finding = only(found(BOOKS, lambda plan: watched(plan, of, wrong), of=of))

    assert message == finding.message
    assert finding.expected
    assert finding.hint
