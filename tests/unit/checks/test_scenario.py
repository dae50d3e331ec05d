"""`do:` acts in order, then what must hold: each wrong thing is one finding, and what is right is silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checks import scenario
from grader.model import Finding, Outcome, RunEvidence
from grader.planning.plan import Plan, as_drawn
from grader.worker import protocol
from grader.worker.protocol import Entries, Items, Object, Observation, Opaque, Scalar, Value, Where
from tests.support.claims import values
from tests.support.evidence import (
    FUNCTIONS,
    check,
    counted,
    ended,
    exercise,
    expired,
    found,
    gave,
    impossible,
    listed,
    loaded,
    only,
    raised,
    statement,
    stored,
)

ADA = [{"Author": "ada", "books": [{"Book": "first"}, {"Book": "second"}]}, {"Author": "bob"}]
BOOKS_OF = {"call": "books_of", "with": {"author_id": "$ada.id"}}


def subject(*acts: Any, data: Any = ADA, **more: Any) -> Any:
    return check(data=data, do=list(acts), **more)


def returning(expected: Any, function: str = "anything", **more: Any) -> Any:
    return subject({"call": function, "returns": expected, **more})


def of_value(
    expected: Any, actual: Callable[[Plan], Value], function: str = "anything", **more: Any
) -> list[Finding]:
    """The findings when a function gave ``actual``."""
    return found(
        returning(expected, function, **more), lambda plan: ended(gave(actual(plan)), rows=stored(plan))
    )


def first(plan: Plan) -> Object:
    return loaded(plan.data.names["first"])


def second(plan: Plan) -> Object:
    return expired(plan.data.names["second"])


# ---- results --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "actual", "function"),
    [
        (3, lambda _: 3, "number"),
        (None, lambda _: None, "nothing"),
        (["$first", "$second"], lambda plan: listed(second(plan), first(plan)), "books_of"),
        ([], lambda _: listed(), "books_of"),
        ("$first", first, "find"),
        (None, lambda _: None, "find"),
        ({"object": "Book", "title": "$first.title"}, first, "find"),
        ({"object": "Book", "title": "$second.title"}, second, "find"),
        ({"object": "Book", "author": "$ada", "id": {"any": "integer"}}, second, "find"),
        ({"object": "Book", "author": {"object": "Author", "name": "$ada.name"}}, second, "find"),
        (
            {"$first.id": 2, "$second.id": {"any": "integer"}},
            lambda plan: Entries(((second(plan).key[0], 5), (first(plan).key[0], 2)), 2),
            "count",
        ),
        ({"$first": 1}, lambda plan: Entries(((first(plan), 1),), 1), "count"),
        ("$$5", lambda _: "$5", "anything"),
        ({"any": "anything"}, lambda _: Opaque("x", "x"), "anything"),
    ],
)
def test_right_result(expected: Any, actual: Callable[[Plan], Value], function: str) -> None:
    """A result that is what was expected gives no finding."""
    assert [] == of_value(expected, actual, function)


@pytest.mark.parametrize(
    ("expected", "actual", "function", "hint"),
    [
        (3, lambda _: 4, "number", None),
        (3, lambda _: None, "anything", "return"),
        (["$first"], lambda plan: listed(second(plan)), "books_of", "`[0]` is Book("),
        (
            ["$first"],
            lambda plan: listed(first(plan), second(plan)),
            "books_of",
            "2 items instead of 1: too many",
        ),
        (
            ["$first", "$second"],
            lambda plan: listed(first(plan)),
            "books_of",
            "1 items instead of 2: too few",
        ),
        ("$first", second, "find", None),
        ("$first", lambda _: None, "find", "return"),
        ({"object": "Book", "title": "$first.title"}, second, "find", None),
        ({"object": "Book", "author": "$bob"}, second, "find", None),
        (
            {"object": "Book", "id": {"any": "integer"}},
            lambda _: Object("Book", "books", (), "transient", {"title": "x"}, False),
            "find",
            "never stored",
        ),
        (
            "$first",
            lambda plan: replace(first(plan), key=(), state="transient", loaded={"id": first(plan).key[0]}),
            "find",
            "made by hand with Book(...)",
        ),
        ({"a": 1, "b": 2}, lambda _: Entries((("a", 1),), 1), "count", "1 entries instead of 2"),
        ({"a": True}, lambda _: Entries((("a", 1),), 1), "count", "`['a']` is 1 in place of True."),
    ],
)
def test_wrong_result(expected: Any, actual: Any, function: str, hint: str | None) -> None:
    """A wrong result is one finding: what was expected, what came, the function's line, and a hint if there is one."""
    finding = only(of_value(expected, actual, function))
    assert f"`{function}(...)` returned something other than expected." == finding.message
    assert finding.expected
    assert finding.actual
    assert finding.where
    assert (hint or "") in (finding.hint or "")
    assert (hint is None) == (finding.hint is None)


def test_in_order() -> None:
    """Order counts where the act says so, and only there."""

    def backwards(plan: Plan) -> Value:
        return listed(second(plan), first(plan))

    assert [] == of_value(["$first", "$second"], backwards)
    assert only(of_value(["$first", "$second"], backwards, in_order=True))
    assert [] == of_value(["$second", "$first"], backwards, in_order=True)


@pytest.mark.parametrize(
    ("function", "value", "message", "hint"),
    [
        ("books_of", None, "must return a list of Book, and returned None", "return"),
        ("books_of", Opaque("Query", "SELECT"), "returned a `Query`", ".all()"),
        ("books_of", Opaque("ScalarResult", "x"), "returned a `ScalarResult`", ".all()"),
        ("books_of", Opaque("generator", "x"), "returned a `generator`", "A generator has no values yet"),
        ("books_of", Opaque("coroutine", "x"), "returned a `coroutine`", "async"),
        ("books_of", Entries((), 0), "returned a dict", None),
        ("books_of", listed("x"), "returned a list with a text in it", None),
        ("books_of", listed(Items("row", (1,), 1)), "a list with a row in it", "scalars"),
        (
            "books_of",
            listed(Object("Author", "a", (1,), "x", {}, False)),
            "an object of `Author` in it",
            None,
        ),
        ("find", listed(), "must return a Book or null, and returned a list", None),
        ("find", Items("row", (1,), 1), "returned a row", "scalar_one_or_none"),
        ("find", 3, "returned an integer", "Return the Book object itself"),
        ("count", listed(), "must return a dict, and returned a list", "dict(rows)"),
        ("nothing", 0, "must return nothing (None), and returned an integer", None),
        ("number", True, "must return an integer, and returned a truth value", None),
        ("number", "3", "must return an integer, and returned a text", None),
        ("number", Scalar("decimal", "3"), "must return an integer, and returned a decimal", None),
    ],
)
def test_wrong_shape(function: str, value: Value, message: str, hint: str | None) -> None:
    """A result of another shape than the function states is told as that, whatever was expected of it."""
    finding = only(of_value(["$first"], lambda _: value, function))
    assert message in finding.message
    assert finding.expected
    assert finding.actual
    assert (hint or "") in (finding.hint or "")
    assert (hint is None) == (finding.hint is None)


def test_shape_alone_is_not_asked() -> None:
    """Where no result is stated none is judged."""
    assert [] == found(
        subject({"call": "books_of"}, expect={"added": {}}), lambda p: ended(gave(3), rows=stored(p))
    )


def test_result_of_before() -> None:
    """What an act gave can be expected of a later one."""
    same = subject({"call": "find", "as": "book"}, {"call": "find", "returns": "$book"})
    assert [] == found(same, lambda plan: ended(gave(first(plan)), gave(first(plan)), rows=stored(plan)))
    assert only(found(same, lambda plan: ended(gave(first(plan)), gave(second(plan)), rows=stored(plan))))
    key = subject({"call": "find", "as": "book"}, {"call": "number", "returns": "$book.id"})
    assert [] == found(
        key, lambda plan: ended(gave(second(plan)), gave(second(plan).key[0]), rows=stored(plan))
    )
    assert only(found(key, lambda plan: ended(gave(None), gave(3), rows=stored(plan))))


def test_column_of_a_result() -> None:
    """A column that a result has loaded can be expected of a later act; one that is not loaded cannot."""
    title = subject({"call": "find", "as": "book"}, {"call": "anything", "returns": "$book.title"})
    for book, fine in ((first, True), (second, False)):
        findings = found(
            title,
            lambda plan, book=book: ended(
                gave(book(plan)), gave(plan.data.names["first"].values["title"]), rows=stored(plan)
            ),
        )
        assert fine == (not findings)


def test_line_of_the_function() -> None:
    """A wrong result is told at the line of the function that was called, and of no other."""
    for name in ("anything", "rename"):
        expected = Where("ada.py", 40 + list(FUNCTIONS).index(name))
        assert expected == only(of_value("x", lambda _: "y", name)).where


def test_what_a_path_shows_is_compared_as_a_result_is() -> None:
    """What a path shows is compared as a result is."""
    read = subject({"read": "$ada.books.title", "returns": ["$first.title", "$second.title"]})

    def titles(plan: Plan) -> Value:
        return listed(*(plan.data.names[name].values["title"] for name in ("second", "first")))

    assert [] == found(read, lambda plan: ended(gave(titles(plan)), rows=stored(plan)))
    finding = only(found(read, lambda plan: ended(gave(listed()), rows=stored(plan))))
    assert "Reading `ada.books.title` gave something other than expected." == finding.message


@pytest.mark.parametrize(
    ("state", "hint"),
    [("new", "session.add("), ("dirty", "attribute was set"), ("deleted", "session.delete(")],
)
def test_session_state(state: str, hint: str) -> None:
    """What the session holds is compared as a result is, and the hint says when an object is there."""
    read = subject({"read": f"$session.{state}", "returns": ["$first"]}, expect={"statements": 0})
    assert [] == found(read, lambda plan: ended(gave(listed(first(plan))), rows=stored(plan)))
    finding = only(found(read, lambda plan: ended(gave(listed()), rows=stored(plan))))
    assert f"Reading `session.{state}` gave something other than expected." == finding.message
    assert hint in (finding.hint or "")


def test_a_text_holds_drawn_values() -> None:
    """`${...}` in a text is a column of a row, in arguments, expected results and expected rows; `$${` is a text."""
    act = {
        "call": "rename",
        "with": {"author_id": "$ada.id", "name": "${first.title} by ${ada.name}, $${not.this}"},
        "returns": {"told": "it is ${ada.name}"},
    }
    renamed = subject(act, expect={"changed": {"$ada": {"name": "${ada.name}!"}}})

    def run(plan: Plan, name: str, told: str) -> RunEvidence:
        ada, title = plan.data.names["ada"], plan.data.names["first"].values["title"]
        (_, argument) = plan.steps[0].act.arguments  # type: ignore[union-attr]
        assert f"{title} by {ada.values['name']}, ${{not.this}}" == argument.value
        rows = stored(plan)
        authors = [
            {**row, "name": f"{row['name']}{name}"} if row["id"] == ada.values["id"] else row
            for row in rows["Author"].rows
        ]
        answer = Entries((("told", f"it is {ada.values['name']}{told}"),), 1)
        return ended(gave(answer), rows={**rows, "Author": replace(rows["Author"], rows=tuple(authors))})

    assert [] == found(renamed, lambda plan: run(plan, "!", ""))
    assert "['told']" in str(only(found(renamed, lambda plan: run(plan, "!", "?"))).hint)
    assert "rows of `Author`" in only(found(renamed, lambda plan: run(plan, "?", ""))).message


@pytest.mark.parametrize(("repeats", "is_told"), [({"repeats": "allowed"}, False), ({}, True)])
def test_a_row_twice_is_right_only_where_that_is_allowed(repeats: Any, is_told: bool) -> None:
    """A list that holds a row twice is wrong unless the exercise says `repeats: allowed`."""
    told = of_value(
        ["$first", "$second"],
        lambda plan: listed(first(plan), first(plan), second(plan)),
        "books_of",
        **repeats,
    )
    assert is_told == bool(told)
    assert of_value(["$first", "$second"], lambda plan: listed(first(plan)), "books_of", **repeats)


@pytest.mark.parametrize(("in_order", "is_told"), [(False, False), (True, True)])
def test_a_set_is_taken_where_no_order_is_asked(in_order: bool, is_told: bool) -> None:
    """A function that is to return a list may return a set of the rows, unless they have an order."""
    told = of_value(
        ["$first", "$second"],
        lambda plan: Items("set", (first(plan), second(plan)), 2),
        "books_of",
        in_order=in_order,
    )
    assert is_told == bool(told)


# ---- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "observed", "message"),
    [
        ("IntegrityError", raised("IntegrityError"), None),
        ("IntegrityError", gave(), "session.commit() must raise IntegrityError, and did not."),
        ("IntegrityError", raised("ValueError"), "session.commit() raised ValueError"),
        (["KeyError", "ValueError"], raised("ValueError"), None),
        (["KeyError", "ValueError"], raised("TypeError"), "session.commit() raised TypeError"),
        (["KeyError", "ValueError"], gave(), "must raise KeyError or ValueError, and did not."),
        ("maybe", raised("TypeError"), None),
        ("maybe", gave(), None),
    ],
)
def test_what_is_done_with_the_session_may_have_to_fail(
    expected: Any, observed: Observation, message: str | None
) -> None:
    """A commit must raise one of the errors that are named; with `maybe` it may raise any, or none."""
    acts = subject({"commit": True, "raises": expected}, {"call": "number", "returns": 3})

    told = found(acts, lambda plan: ended(observed, gave(3), rows=stored(plan)))

    assert ([] if message is None else [True]) == [(message or "") in finding.message for finding in told]


def test_what_may_raise_is_compared_where_it_does_not() -> None:
    """Beside `raises: maybe` a result is compared where one came, and acts after it are looked at in any case."""
    acts = subject({"call": "anything", "raises": "maybe", "returns": 3}, {"call": "number", "returns": 3})

    def told(*observations: Observation) -> list[str]:
        return [
            finding.message for finding in found(acts, lambda plan: ended(*observations, rows=stored(plan)))
        ]

    assert [] == told(raised("ValueError"), gave(3))
    assert [] == told(gave(3), gave(3))
    assert ["`anything(...)` returned something other than expected."] == told(gave(4), gave(3))
    assert ["`number(...)` returned something other than expected."] == told(raised("ValueError"), gave(4))


@pytest.mark.parametrize("word", ["flush", "commit", "rollback", "close", "expire", "new session"])
def test_a_word_is_short_for_an_act(word: str) -> None:
    """What is done with the session is a word, a key without a value, or a key with `true`: the same act."""
    ends = {"call": "number", "returns": 3}
    plans = [
        scenario.plan(subject(act, ends), exercise(), "seed", None)
        for act in (word, {word: None}, {word: True})
    ]
    assert {protocol.Transact(word)} == {plan.steps[0].act for plan in plans}
    assert not any(plan.steps[0].goes_on for plan in plans)


# ---- requests -------------------------------------------------------------------------------------


def answered(status: Value, **more: Value) -> Entries:
    entries = (("status", status), *more.items())
    return Entries(entries, len(entries))


def of_answer(expected: Any, value: Value) -> list[Finding]:
    act = {"request": "GET /authors/{ada.id}", "returns": expected}
    return found(subject(act), lambda plan: ended(gave(value), rows=stored(plan)))


@pytest.mark.parametrize("expected", [{"status": 200}, {"json": {"n": 1}}, {"status": 200, "json": {"n": 1}}])
def test_right_answer(expected: Any) -> None:
    """Of an answer counts what is named: the status, the JSON, or both."""
    assert [] == of_answer(expected, answered(200, json=Entries((("n", 1),), 1)))


@pytest.mark.parametrize(
    ("expected", "value", "hint"),
    [
        ({"status": 200}, answered(404, text="Not Found"), "a route with exactly this path"),
        ({"status": 200}, answered(405, text=""), "another method"),
        ({"status": 201}, answered(422, json=listed()), "names and types"),
        ({"status": 404}, answered(200, json=None), "HTTPException(404) or status_code=201 in FastAPI"),
        ({"status": 404}, answered(200, json=None), "`return body, 404` in Flask"),
        ({"json": {"n": 1}}, answered(200, text="hello"), "The body is text, not JSON."),
        ({"status": 404, "json": {"n": 1}}, answered(404, text="<p>"), "The body is text, not JSON."),
        ({"status": 404, "json": {"n": 1}}, answered(405, text="<p>"), "another method"),
        (
            {"json": {"n": 1}},
            answered(200, json=Entries((("n", 2),), 1)),
            "`['json']['n']` is 2 in place of 1.",
        ),
        ({"status": 200}, answered(True), "`['status']` is True in place of 200."),
        ({"status": 200}, answered(listed()), "`['status']` is [] in place of 200."),
        ({"status": 200}, Entries(((listed(), 200),), 1), "The key `'status'` is missing."),
        ({"status": 200}, 200, None),
    ],
)
def test_wrong_answer(expected: Any, value: Value, hint: str | None) -> None:
    """A wrong answer is shown whole, with what its status says."""
    finding = only(of_answer(expected, value))
    assert "`GET /authors/{ada.id}` answered something other than expected." == finding.message
    assert finding.expected
    assert finding.actual
    assert (hint or "") in (finding.hint or "")
    assert (hint is None) == (finding.hint is None)


def test_request_of_the_protocol() -> None:
    """Values of rows stand in path, query, body and headers of a request; those of an answer are references."""
    act = {
        "request": "POST /authors/{ada.id}/{ada.name}/{login.json.id}",
        "query": {"name": "$ada.name", "limit": 3, "late": True, "tags": ["a", "b&c"], "none": None},
        "json": {"name": "$ada.name", "price": 1.5, "$$x": None},
        "headers": {"accept": "$$text", "x-token": "Bearer {login.json.token}", "x-all": "$login.text"},
        "follow": False,
        "as": "made",
    }
    data = [{"Author": "ada", "id": 7, "name": "A/b é"}]
    step = scenario.plan(subject(act, data=data), exercise(), "seed", None).steps[0]
    assert step.act == protocol.Ask(
        method="POST",
        path=("/authors/", "7", "/", "A%2Fb%20%C3%A9", "/", protocol.Ref("login", ("json", "id"))),
        query=protocol.DictOf(
            (
                ("name", "A/b é"),
                ("limit", 3),
                ("late", True),
                ("tags", protocol.ListOf(("a", "b&c"))),
                ("none", None),
            )
        ),
        headers=(
            ("accept", ("$text",)),
            ("x-token", ("Bearer ", protocol.Ref("login", ("json", "token")))),
            ("x-all", (protocol.Ref("login", ("text",)),)),
        ),
        body=protocol.DictOf((("name", "A/b é"), ("price", 1.5), ("$x", None))),
        follow=False,
        keep="made",
    )


# ---- threads --------------------------------------------------------------------------------------

SESSION = Opaque("Session", "an object of class Session")
THE_SAME = Opaque("Session", "an object of class Session", again=True)


@pytest.mark.parametrize(
    ("value", "actual"),
    [
        (listed(SESSION, SESSION), None),
        (listed(1, 2), None),
        (listed(SESSION, THE_SAME), "1 different in "),
        (listed(1, 1), "1 different in "),
        (listed(None, None), "1 different in "),
        (listed(SESSION), "1 different in "),
        (3, "0 different in "),
    ],
)
def test_different_objects(value: Value, actual: str | None) -> None:
    """Threads that gave the same object, or equal values, are one finding with the way to give each its own."""
    asked = subject({"call": "anything", "threads": 2, "different": True})
    findings = found(asked, lambda plan: ended(gave(value), rows=stored(plan)))
    if actual is None:
        assert [] == findings
        return
    finding = only(findings)
    assert (
        "`anything(...)` in 2 threads must give each thread an object of its own, and did not."
        == finding.message
    )
    assert "2 different objects" == finding.expected
    assert (finding.actual or "").startswith(actual)
    assert "scoped_session" in (finding.hint or "")


def test_shape_of_each_thread() -> None:
    """What the function states that it returns is asked of each thread, and the results are compared as a list."""
    asked = subject({"call": "find", "threads": 2, "returns": ["$first", None]})
    assert [] == found(asked, lambda plan: ended(gave(listed(None, first(plan))), rows=stored(plan)))
    finding = only(found(asked, lambda plan: ended(gave(listed(None, 3)), rows=stored(plan))))
    assert "`find(...)` in 2 threads must return a Book or null, and returned an integer." == finding.message
    finding = only(found(asked, lambda plan: ended(gave(listed(None, None)), rows=stored(plan))))
    assert "`find(...)` in 2 threads returned something other than expected." == finding.message


# ---- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("observation", "message"),
    [
        (raised("ValueError"), None),
        (raised("BookError", "", ["ValueError"]), None),
        (raised("KeyError", "", ["LookupError"]), "raised KeyError"),
        (gave(3), "must raise ValueError, and did not"),
        (impossible("there is no function `number`"), "there is no function `number`"),
    ],
)
def test_the_error_that_is_stated_must_come(observation: Observation, message: str | None) -> None:
    """The error that is stated, or one that inherits from it, must come."""
    findings = found(
        subject({"call": "number", "raises": "ValueError"}), lambda p: ended(observation, rows=stored(p))
    )
    if message is None:
        assert [] == findings
    else:
        assert message in only(findings).message


def test_unexpected_error() -> None:
    """An error that nobody expects is the one finding, with its place and its words."""
    findings = found(
        subject({"call": "number", "returns": 3}, "commit", expect={"added": {}}),
        lambda _: ended(raised("DetachedInstanceError", "no session")),
    )
    finding = only(findings)
    assert "`number(...)` raised DetachedInstanceError" == finding.message
    assert "DetachedInstanceError: no session" == finding.actual
    assert Where("ada.py", 33) == finding.where
    assert "selectinload" in (finding.hint or "")


@pytest.mark.parametrize(
    ("act", "named"),
    [
        ("commit", "session.commit()"),
        ("expire", "session.expire_all()"),
        ("new session", "Going on with a new session"),
        ({"read": "$ada.books"}, "Reading `ada.books`"),
        ({"enter": "anything", "as": "s"}, "Entering `anything(...)`"),
        ({"leave": "$s"}, "Leaving `s`"),
        ({"call": "number", "threads": 3}, "`number(...)` in 3 threads"),
        ({"call": "number", "threads": 1}, "`number(...)` in another thread"),
        ({"leave": "$s", "raising": "OSError"}, "Leaving `s` with OSError raised inside"),
    ],
)
def test_act_in_words(act: Any, named: str) -> None:
    """An act that goes wrong is told as a student would write it."""
    findings = found(
        subject(act, expect={"added": {}}), lambda plan: ended(raised("KeyError"), rows=stored(plan))
    )
    assert f"{named} raised KeyError" == only(findings).message


def test_an_error_that_is_kept() -> None:
    """An error that was raised inside a block and does not come out is told, with the way to let it out."""
    leave = subject(
        {"enter": "anything", "as": "s"}, {"leave": "$s", "raising": "OSError", "raises": "OSError"}
    )
    assert [] == found(leave, lambda plan: ended(gave(), raised("OSError"), rows=stored(plan)))
    finding = only(found(leave, lambda plan: ended(gave(), gave(), rows=stored(plan))))
    assert "Leaving `s` with OSError raised inside must raise OSError, and did not." == finding.message
    assert "`raise`" in (finding.hint or "")


def test_a_session_that_is_named() -> None:
    """`session:` is no argument: it says which session goes in, a run's own or what was entered."""
    acts = [
        {"enter": "anything", "as": "s"},
        {"call": "rename", "with": {"session": "$s", "author_id": 1, "name": "x"}},
        {"call": "rename", "with": {"author_id": 1, "name": "x"}},
    ]
    plan = scenario.plan(subject(*acts), exercise(), "seed", None)
    calls = [step.act for step in plan.steps if isinstance(step.act, protocol.Call)]
    assert [protocol.Ref("s", ()), None] == [call.session for call in calls]
    assert calls[0].arguments == calls[1].arguments


@pytest.mark.parametrize("outcome", [Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.OUT_OF_MEMORY])
def test_not_ended(outcome: Outcome) -> None:
    """A run that ended in an act is one finding that names the act and what to look for."""
    findings = found(
        subject("commit", {"call": "number", "returns": 3}, expect={"statements": 0}),
        lambda _: ended(gave(), outcome=outcome, detail="ended so", server=counted(5)),
    )
    finding = only(findings)
    assert "`number(...)` did not finish: ended so." == finding.message
    assert finding.hint


# ---- rows -----------------------------------------------------------------------------------------


def with_rows(expect: Any, **rows: Callable[[Plan], Any]) -> list[Finding]:
    """The findings when the database holds ``rows`` of some models, whatever was claimed."""
    return found(
        subject("commit", expect=expect),
        lambda plan: ended(gave(), rows=stored(plan, **{name: of(plan) for name, of in rows.items()})),
    )


def rows_of(model: str, plan: Plan) -> list[dict[str, Any]]:
    return [dict(row.values) for row in plan.data.rows if row.model == model]


NEW = {"id": 5000, "title": "Dune", "author_id": None, "in_print": True, "added_at": None}


def with_new(plan: Plan, owner: str = "ada") -> list[dict[str, Any]]:
    return [*rows_of("Book", plan), {**NEW, "author_id": plan.data.names[owner].values["id"]}]


@pytest.mark.parametrize(
    "expect",
    [
        {"rows": {"Author": ["$ada", {"name": "$bob.name"}]}},
        {
            "rows": {
                "Book": [{"author": "$ada"}, {"title": "$first.title", "author": {"email": "$ada.email"}}]
            }
        },
        {"rows": {"Prize": []}},
        {"rows": {"Book": [{}, {"id": {"any": "integer"}}]}},
        {"added": {}},
    ],
)
def test_right_rows(expect: Any) -> None:
    """Rows as they are stated give no finding, in any order and by the columns that are named."""
    assert [] == with_rows(expect)


def test_added_is_what_came_to_the_data() -> None:
    """`added:` is what came to the data."""
    assert [] == with_rows({"added": {"Book": [{"title": "Dune", "author": "$ada"}]}}, Book=with_new)
    finding = only(with_rows({"added": {"Book": [{"title": "Dune", "author": "$bob"}]}}, Book=with_new))
    assert "title='Dune', author=Author(key " in (finding.expected or "")
    assert "title='Dune'" in (finding.actual or "")


@pytest.mark.parametrize(
    ("expect", "rows", "hint"),
    [
        ({"added": {"Book": [{"title": "Dune"}]}}, {}, "commit()"),
        ({"added": {}}, {"Book": with_new}, "stored twice"),
        ({"added": {}}, {"Book": lambda plan: rows_of("Book", plan)[1:]}, "commit()"),
        (
            {"added": {}},
            {
                "Author": lambda plan: (
                    [{**r, "name": "x"} for r in rows_of("Author", plan)[:1]] + rows_of("Author", plan)[1:]
                )
            },
            "one by one",
        ),
        ({"rows": {"Book": ["$first"]}}, {}, "stored twice"),
        ({"rows": {"Book": ["$first", "$first"]}}, {}, "commit()"),
        ({"rows": {"Author": [{"name": "$ada.name"}, {"name": "x"}]}}, {}, "still as it was"),
        ({"rows": {"Book": [{"author": None}, {}]}}, {}, "commit()"),
        ({"rows": {"Prize": [{"name": "x"}]}}, {}, "commit()"),
    ],
)
def test_wrong_rows(expect: Any, rows: Any, hint: str) -> None:
    """Other rows are one finding a table: those that should be, those that are, and a hint at what it may be."""
    finding = only(with_rows(expect, **rows))
    assert finding.expected
    assert finding.actual
    assert hint in (finding.hint or "")


def renamed(plan: Plan) -> list[dict[str, Any]]:
    ada, bob = rows_of("Author", plan)
    return [{**ada, "name": "Frank"}, bob]


def without_first(plan: Plan) -> list[dict[str, Any]]:
    return rows_of("Book", plan)[1:]


def test_changed_and_removed() -> None:
    """What became of rows of the data: changed in these columns, or gone, and nothing else."""
    expect = {"changed": {"$ada": {"name": "Frank"}}, "removed": ["$first"]}
    assert [] == with_rows(expect, Author=renamed, Book=without_first)
    for rows in ({"Author": renamed}, {"Book": without_first}):
        finding = only(with_rows(expect, **rows))
        assert finding.expected
        assert finding.actual
        assert finding.hint
    more = with_rows(
        expect, Author=lambda plan: [{**row, "email": "x"} for row in renamed(plan)], Book=without_first
    )
    assert only(more)


PRIZED = [{"Author": "ada", "prizes": [{"Prize": "nobel"}]}, {"Author": "bob"}]


@pytest.mark.parametrize(
    ("expect", "pairs", "fine"),
    [
        ({"added": {}}, [("ada", "nobel")], True),
        ({"added": {}}, [], False),
        ({"added": {}}, [("bob", "nobel")], False),
        ({"added": {}}, [("ada", "nobel"), ("bob", "nobel")], False),
        ({"changed": {"$ada": {"prizes": []}, "$nobel": {"authors": []}}}, [], True),
        ({"changed": {"$ada": {"prizes": []}, "$nobel": {"authors": []}}}, [("ada", "nobel")], False),
        (
            {"changed": {"$bob": {"prizes": ["$nobel"]}, "$nobel": {"authors": ["$ada", "$bob"]}}},
            [("ada", "nobel"), ("bob", "nobel")],
            True,
        ),
    ],
)
def test_links_of_a_many_to_many(expect: Any, pairs: Any, fine: bool) -> None:
    """What is linked by a table between counts as a part of its rows, and is as it was unless stated."""

    def answer(plan: Plan) -> RunEvidence:
        key = {name: row.values["id"] for name, row in plan.data.names.items()}
        tables = {
            "Author.prizes": [{"left": key[a], "right": key[p]} for a, p in pairs],
            "Prize.authors": [{"left": key[p], "right": key[a]} for a, p in pairs],
        }
        return ended(gave(), rows=stored(plan, **tables))

    assert fine == (not found(subject("commit", data=PRIZED, expect=expect), answer))


def test_removed_and_nothing_put_in_its_place() -> None:
    """A row that is gone and one that came do not make up for each other."""

    def swapped(plan: Plan) -> list[dict[str, Any]]:
        return [*without_first(plan), {**NEW, "author_id": plan.data.names["ada"].values["id"]}]

    assert only(with_rows({"removed": ["$first"]}, Book=swapped))
    assert [] == with_rows({"removed": ["$first"], "added": {"Book": [{"title": "Dune"}]}}, Book=swapped)


def test_a_changed_row_is_not_another() -> None:
    """A row that had to go, and is there with other values, is neither gone nor new."""

    def changed(plan: Plan) -> list[dict[str, Any]]:
        key = plan.data.names["first"].values["id"]
        return [*without_first(plan), {**NEW, "id": key, "author_id": plan.data.names["ada"].values["id"]}]

    expect = {"removed": ["$first"], "added": {"Book": [{"title": "Dune"}]}}
    assert "There is more" not in (only(with_rows(expect, Book=changed)).hint or "")


def test_rows_that_fit_several() -> None:
    """A row that is stated loosely does not take the only one of a row that is stated exactly."""
    for stated in ([{}, {"name": "$bob.name"}], [{"name": "$bob.name"}, {}], [{}, {"name": "$ada.name"}]):
        assert [] == with_rows({"rows": {"Author": stated}})


def test_rows_that_cannot_be_read() -> None:
    """A table that cannot be read is one finding with the reason."""

    def answer(plan: Plan) -> RunEvidence:
        rows = stored(plan)
        return ended(gave(), rows={**rows, "Book": rows["Book"].__class__((), "`books` is a view")})

    finding = only(found(subject("commit", expect={"rows": {"Book": []}}), answer))
    assert "`books` is a view" in finding.message


def test_row_of_a_result() -> None:
    """A result can be expected among the rows; one that is no object is no row."""
    expecting = subject({"call": "anything", "as": "it"}, expect={"rows": {"Author": ["$it", {}]}})

    def right(plan: Plan) -> RunEvidence:
        return ended(gave(expired(plan.data.names["bob"])), rows=stored(plan))

    assert [] == found(expecting, right)
    for value in (
        None,
        3,
        "x",
        listed(),
        Opaque("x", "x"),
        Object("Author", "a", (), "transient", {}, False),
    ):
        assert only(found(expecting, lambda plan, value=value: ended(gave(value), rows=stored(plan))))


@settings(max_examples=60, deadline=None)
@given(value=values)
def test_rows_come_from_the_database(value: Value) -> None:
    """Whatever a submission claims, a row that is not in the database is missing."""
    acts = ({"call": "anything", "as": "it"}, "commit")
    expecting = subject(*acts, expect={"added": {"Book": [{"title": "Dune"}]}})
    assert only(found(expecting, lambda plan: ended(gave(value), gave(value), rows=stored(plan))))
    assert [] == found(
        expecting, lambda plan: ended(gave(value), gave(value), rows=stored(plan, Book=with_new(plan)))
    )


# ---- statements -----------------------------------------------------------------------------------


def counting(expect: Any, *runs: RunEvidence, sizes: Any = ()) -> list[Finding]:
    answers = iter(runs)
    data = [{"Author": "size"}] if sizes else ()
    return found(
        check(do=["commit"], data=data, sizes=list(sizes), expect={"statements": expect}),
        lambda _: next(answers),
    )


@pytest.mark.parametrize(
    ("at_most", "calls", "fine"),
    [
        (2, (1, 1), True),
        (2, (2,), True),
        (0, (), True),
        (2, (3,), False),
        (2, (1, 1, 1), False),
        (0, (1,), False),
    ],
)
def test_at_most(at_most: int, calls: tuple[int, ...], fine: bool) -> None:
    """As many statements as are allowed are fine, one more is one finding."""
    findings = counting(at_most, ended(gave(), server=counted(*calls)))
    if fine:
        assert [] == findings
    else:
        finding = only(findings)
        assert (finding.actual or "").startswith(f"{sum(calls)} statement")
        assert (finding.expected or "").startswith(f"at most {at_most} statement")
        assert finding.hint


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 50), max_size=5), st.integers(0, 9), st.booleans())
def test_the_server_counts(claimed: list[int], real: int, late: bool) -> None:
    """However many statements a submission claims, the server's count alone decides."""
    claims = [statement(f"SELECT {i}", n) for i, n in enumerate(claimed)]
    run = ended(gave(None, *claims), server=counted(*([real] if real else [])))
    findings = counting({"at_most": 4} if late else 4, run)
    assert (real > 4) == bool(findings)
    if findings:
        assert (only(findings).actual or "").startswith(f"{real} statements\n")


def test_without_a_count_of_the_server() -> None:
    """Where the server cannot count, SQLAlchemy's listeners do; each execution of a batch is one."""
    run = ended(gave(None, statement("INSERT", 3), statement("SELECT")), server=None)
    assert [] == counting(4, run)
    assert (only(counting(3, run)).actual or "").startswith("4 statements\n")


def test_repeated_statement() -> None:
    """A statement that is sent again and again is shown once, with its number and its line, and called N+1."""
    run = ended(gave(None, statement("SELECT a"), *[statement("SELECT b", line=44)] * 9), server=counted(10))
    finding = only(counting(2, run))
    assert "9 × SELECT b  ← ada.py:44" in (finding.actual or "")
    assert "N+1" in (finding.hint or "")
    assert Where("ada.py", 44) == finding.where


def test_other_statements_are_counted() -> None:
    """A finding shows six statements, and says how many there were besides."""
    told = tuple(statement(f"SELECT {number}") for number in range(8))
    observation = replace(gave(None, *told), more_statements=100)
    finding = only(counting(2, ended(observation, server=counted(108))))
    assert "102 × other statements" in (finding.actual or "")
    assert "outside SQLAlchemy" not in (finding.actual or "")


def test_outside_sqlalchemy() -> None:
    """What the server counted and the listeners did not see is said, as the server has it."""
    finding = only(counting(2, ended(gave(None, statement("SELECT a")), server=counted(1, 4))))
    assert "4 × outside SQLAlchemy" in (finding.actual or "")
    assert "SELECT 1 (4 times)" in (finding.actual or "")


def test_inside_the_database() -> None:
    """What ran in a function, a DO block or a trigger counts, is shown, and is not said to be outside SQLAlchemy."""
    run = ended(gave(None, statement("SELECT many()")), server=counted(1, nested=40))
    assert [] == counting(41, run)
    actual = only(counting(2, run)).actual or ""
    assert actual.startswith("41 statements\n")
    assert "40 × inside the database" in actual
    assert "SELECT within (40 times)" in actual
    assert "outside SQLAlchemy" not in actual


def test_count_that_is_not_whole() -> None:
    """A count that the server could not keep whole is never taken for a small one."""
    finding = only(counting(20, ended(gave(), server=counted(3, complete=False))))
    assert "Not every statement could be counted" in finding.message


@pytest.mark.parametrize(
    ("growth", "numbers", "fine"),
    [
        ("constant", (1, 1, 1), True),
        ("constant", (2, 3, 3), True),
        ("constant", (1, 1, 3), False),
        ("constant", (3, 9, 33), False),
        ("constant", (1, 30, 1), False),
        ("linear", (3, 9, 33), True),
        ("linear", (1, 1, 1), True),
        ("linear", (2, 8, 32), True),
        ("linear", (4, 64, 1024), False),
        ("linear", (1, 1, 30), True),
        ("linear", (1, 1, 60), False),
    ],
)
def test_a_number_that_grows_too_fast_is_one_finding(
    growth: str, numbers: tuple[int, ...], fine: bool
) -> None:
    """A number that grows faster with the data than allowed is one finding, which tells all sizes."""
    runs = [ended(gave(), server=counted(number)) for number in numbers]
    findings = counting({"growth": growth}, *runs, sizes=[2, 8, 32])
    if fine:
        assert [] == findings
    else:
        finding = only(findings)
        told = ", ".join(
            f"{number} with {size} rows" for number, size in zip(numbers, (2, 8, 32), strict=True)
        )
        assert (finding.actual or "").startswith(told)
        assert finding.expected
        assert finding.hint


def test_growth_is_judged_after_the_results() -> None:
    """A wrong result at one size is the finding; how the number grows is another matter."""
    expecting = check(
        do=[{"call": "number", "returns": 1}],
        data=[{"Author": "size"}],
        sizes=[2, 8],
        expect={"statements": {"growth": "constant"}},
    )
    finding = only(found(expecting, lambda plan: ended(gave(plan.size), server=counted(plan.size or 0))))
    assert ("1", "2") == (finding.expected, finding.actual)


# ---- nothing open ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("checked_out", "actual"), [(0, None), (1, "1 connection in use"), (2, "2 connections in use")]
)
def test_a_connection_in_use(checked_out: int, actual: str | None) -> None:
    """A connection that its pool did not get back is one finding, where it holds no transaction that is told."""
    asked = subject("commit", expect={"nothing_open": True})
    findings = found(asked, lambda _: ended(gave(), checked_out=checked_out))
    assert (only(findings).actual if findings else None) == actual
    both = found(asked, lambda _: ended(gave(), left_open=1, checked_out=1))
    assert "1 open transaction" == only(both).actual


# ---- several times --------------------------------------------------------------------------------


def rounds(*observations: Observation, acts: Any = ({"call": "number", "returns": 1},)) -> list[Finding]:
    times = len(observations) // len(acts)
    return found(subject(*acts, times=times), lambda plan: ended(*observations, rows=stored(plan)))


def test_every_round_is_carried_out() -> None:
    """All acts come as often as stated, in order."""
    asked = subject({"call": "number"}, "commit", times=3, expect={"added": {}})
    steps = scenario.plan(asked, exercise(), "seed", None).steps
    assert ["Call", "Transact"] * 3 == [type(step.act).__name__ for step in steps]


@pytest.mark.parametrize(
    ("third", "message"),
    [
        (gave(1), None),
        (gave(2), "Round 3 of 3: `number(...)` returned something other than expected."),
        (raised("TimeoutError", "QueuePool limit"), "Round 3 of 3: `number(...)` raised TimeoutError"),
    ],
)
def test_round_is_told(third: Observation, message: str | None) -> None:
    """What goes wrong in a later round is told with its number."""
    findings = rounds(gave(1), gave(1), third)
    assert message == (only(findings).message if findings else None)


def test_result_of_the_same_round() -> None:
    """A result that is kept is the one of the round; in the next it is another."""
    acts = ({"call": "number", "as": "n"}, {"call": "anything", "returns": "$n"})
    assert [] == rounds(gave(1), gave(1), gave(2), gave(2), acts=acts)
    finding = only(rounds(gave(1), gave(1), gave(2), gave(1), acts=acts))
    assert ("2", "1") == (finding.expected, finding.actual)


def test_round_that_did_not_end() -> None:
    """A run that was ended in a later round names the round."""
    asked = subject({"call": "number"}, "commit", times=2, expect={"added": {}})
    finding = only(
        found(asked, lambda _: ended(gave(), gave(), gave(), outcome=Outcome.TIMED_OUT, detail="late"))
    )
    assert "Round 2 of 2: session.commit() did not finish: late." == finding.message


@pytest.mark.parametrize(
    ("left_open", "actual"), [(0, None), (1, "1 open transaction"), (3, "3 open transactions")]
)
def test_nothing_open(left_open: int, actual: str | None) -> None:
    """A transaction that is left open is one finding, by PostgreSQL's word."""
    findings = found(
        subject("commit", expect={"nothing_open": True}), lambda _: ended(gave(), left_open=left_open)
    )
    if actual is None:
        assert [] == findings
    else:
        finding = only(findings)
        assert ("no open transaction", actual) == (finding.expected, finding.actual)
        assert finding.hint
    assert [] == found(
        subject("commit", expect={"added": {}}), lambda p: ended(gave(), left_open=left_open, rows=stored(p))
    )


# ---- whatever is claimed ----------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(one=values, other=values)
def test_any_claim_can_be_judged(one: Value, other: Value) -> None:
    """No claim of a submission makes a check end in an error, which would not be scored."""
    acts = [
        {
            "call": "anything",
            "as": "it",
            "returns": {"object": "Book", "author": "$ada", "title": "x", "added_at": 5},
        },
        {
            "call": "anything",
            "as": "that",
            "returns": ["$it", "$it.id", {"$it.id": "$it", "$ada": {"any": "date"}}],
        },
    ]
    rows = {
        "Book": [{"author": "$it"}, {"author": "$that"}, "$it", {"id": "$it.id"}, {"author": {"name": "$it"}}]
    }

    def answer(plan: Plan) -> RunEvidence:
        return ended(gave(one), gave(other), rows=stored(plan))

    for expect in ({"rows": rows}, {"added": rows}, {"reference": True}):
        for stated in (acts, [{k: v for k, v in act.items() if k != "returns"} for act in acts]):
            findings = found(
                subject(*stated, expect=expect),
                answer,
                reference=lambda p: ended(gave(), gave(other), rows=stored(p)),
            )
            assert all(isinstance(finding, Finding) for finding in findings)


# ---- plans ----------------------------------------------------------------------------------------


def test_acts_become_those_of_the_protocol() -> None:
    """Acts become those of the protocol: values of the data are filled in, rows stay references and are loaded."""
    acts = [
        {"call": "rename", "with": {"author_id": "$ada.id", "name": "$new.name"}, "as": "it"},
        {"call": "$first.lend", "with": {"to": ["$bob", {"x": "$$5"}]}, "raises": "ValueError"},
        {"read": "$it.books"},
        {"set": "$second.title", "to": 3},
        {"new": "Author", "with": {"name": "x"}, "as": "made"},
        {"add": "$made"},
        {"delete": "$made"},
        {"append": "$first", "to": "$made.books"},
        {"remove": "$first", "from": "$made.books"},
        "flush",
        {"call": "Author.find"},
    ]
    asked = subject(*acts, drafts=[{"Author": "new"}])
    (plan,) = scenario.plans(asked, exercise(asked), "1", as_drawn)
    names = plan.data.names
    named, ref = protocol.Named, protocol.Ref
    expected = [
        protocol.Call(
            "rename",
            None,
            (named("author_id", names["ada"].values["id"]), named("name", names["new"].values["name"])),
            "it",
            session_at=0,
        ),
        protocol.Call(
            "lend",
            "first",
            (named("to", protocol.ListOf((ref("bob", ()), protocol.DictOf((("x", "$5"),))))),),
            None,
        ),
        protocol.Read(ref("it", ("books",)), None),
        protocol.Set(ref("second", ("title",)), 3),
        protocol.New("Author", (named("name", "x"),), "made"),
        protocol.Add(ref("made", ())),
        protocol.Delete(ref("made", ())),
        protocol.Append(ref("made", ("books",)), ref("first", ())),
        protocol.Remove(ref("made", ("books",)), ref("first", ())),
        protocol.Transact("flush"),
        protocol.Call("find", "Author", (), None),
    ]
    assert expected == [step.act for step in plan.steps]
    assert [False, True] == [step.goes_on for step in plan.steps][:2]
    assert {"first", "bob", "second"} == set(plan.load)
    assert (
        protocol.Callee("rename", None, ("author_id", "name"), 0),
        protocol.Callee("lend", "Book", ("to",), None, ("first", "bob")),
        protocol.Callee("find", "Author", (), None),
    ) == plan.callees


def test_no_expectation_enters_a_plan() -> None:
    """What is expected, and drafts that only expectations name, never reach a worker."""
    asked = subject(
        {"call": "anything", "returns": ["SECRET", "$new.name"], "in_order": True},
        drafts=[{"Author": "new"}],
        expect={"rows": {"Author": [{"name": "SECRET"}]}, "statements": 7},
    )
    (plan,) = scenario.plans(asked, exercise(asked), "1", as_drawn)
    sent = repr(plan.steps) + repr(plan.load)
    assert "SECRET" not in sent
    assert plan.data.names["new"].values["name"] not in sent


@pytest.mark.parametrize(
    ("act", "expect", "reads"),
    [
        ({"call": "number", "returns": 3}, {}, False),
        ({"call": "find", "returns": "$first"}, {"statements": 2, "nothing_open": True}, False),
        ({"call": "find", "returns": {"object": "Book"}}, {}, True),
        ({"call": "anything", "returns": [{"a": [{"object": "Book"}]}]}, {}, True),
        ({"read": "$first.author", "returns": {"object": "Author"}}, {}, True),
        ({"call": "number"}, {"rows": {}}, True),
        ({"call": "number"}, {"added": {}}, True),
        ({"call": "number"}, {"removed": ["$first"]}, True),
        ({"call": "number"}, "reference", True),
    ],
)
def test_rows_are_read_where_they_decide(act: Any, expect: Any, reads: bool) -> None:
    """The database is read where its rows decide, and left alone elsewhere."""
    asked = subject(act, expect=expect)
    assert reads == scenario.plans(asked, exercise(asked), "1", as_drawn)[0].reads_rows


def test_a_plan_for_each_size() -> None:
    """Each size is a run with rows of its own."""
    asked = check(do=["commit"], data=[{"Author": "size"}], sizes=[2, 8], expect={"statements": 1})
    plans = scenario.plans(asked, exercise(asked), "1", as_drawn)
    assert [(2, 2), (8, 8)] == [(plan.size, len(plan.data.rows)) for plan in plans]


def test_models_of_the_data_and_of_what_is_expected_are_needed() -> None:
    """Of the data and of what is expected the keys are needed, of what is called the class alone."""
    asked = subject(
        {"call": "Prize.find"},
        {"new": "Author"},
        data=[{"Author": 1, "books": 2}],
        expect={"rows": {"Book": []}},
    )
    assert {"Author": {"id"}, "Book": {"id", "author_id"}, "Prize": set()} == dict(
        scenario.needs(asked, exercise(asked))
    )
