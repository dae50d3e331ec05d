"""What a worker says is decoded strictly, or refused."""

from __future__ import annotations

import contextlib
import json
import math
import os
import sys
import tracemalloc
import typing
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.worker import protocol
from grader.worker.codec import decode, encode
from grader.worker.places import Places
from grader.worker.protocol import (
    Entries,
    Finished,
    Forked,
    Frame,
    FunctionReport,
    Imported,
    Instance,
    Items,
    Loaded,
    Object,
    Observation,
    Opaque,
    ProtocolError,
    Raised,
    Scalar,
    Statement,
    Where,
)

NAMES = [
    "Observation",
    "Items",
    "Entries",
    "Object",
    "Opaque",
    "Scalar",
    "Loaded",
    "Raised",
    "Imported",
    "Forked",
]
KEYS = [
    "is",
    "value",
    "raised",
    "problem",
    "statements",
    "seconds",
    "type",
    "items",
    "length",
    "text",
    "entries",
]
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(NAMES),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(KEYS), inner),
    max_leaves=20,
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=1000)
counts = st.integers(0, 2**63 - 1)
integers = st.integers(-(2**53), 2**53)
scalars = st.none() | st.booleans() | integers | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(
    scalars | st.builds(Scalar, texts, texts) | st.builds(Opaque, texts, texts),
    lambda inner: (
        st.builds(Items, texts, st.lists(inner).map(tuple), counts)
        | st.builds(Entries, st.lists(st.tuples(inner, inner)).map(tuple), counts)
        | st.builds(
            Object,
            texts,
            texts,
            st.lists(inner).map(tuple),
            texts,
            st.dictionaries(texts, inner),
            st.booleans(),
        )
    ),
    max_leaves=10,
)


@given(documents, st.sampled_from([protocol.Reply, protocol.Request, Observation, Imported, Loaded, Forked]))
def test_random_json(document: Any, expected: Any) -> None:
    """Random JSON gives a value or ProtocolError, and nothing else."""
    with contextlib.suppress(ProtocolError):
        decode(json.dumps(document).encode(), expected)


@given(st.binary())
def test_random_bytes(line: bytes) -> None:
    """Random bytes are refused."""
    with pytest.raises(ProtocolError):
        decode(line, Observation)


@given(values)
def test_every_value_survives(value: protocol.Value) -> None:
    """A described value arrives as it was sent."""
    observation = Observation(value, None, None, (), 0.5)
    assert observation == decode(encode(observation), Observation)


@given(documents, st.sampled_from(["value", "raised", "problem", "statements", "seconds", "more_statements"]))
def test_one_wrong_part(part: Any, name: str) -> None:
    """A message with one part of another kind never becomes a message with a part of another kind."""
    message = json.loads(encode(Observation(1, Raised("E", ("E",), "", ()), None, (), 0.5))) | {name: part}
    try:
        decoded = decode(json.dumps(message).encode(), Observation)
    except ProtocolError:
        return
    assert decoded == decode(encode(decoded), Observation)


@pytest.mark.parametrize(
    "text",
    [
        '{"is":"Scalar","type":"a","text":"b","more":1}',
        '{"is":"Scalar","type":"a"}',
        '{"is":"Scalar","type":"a","text":1}',
        '{"is":"Raised","type":"a","text":"b"}',
        '{"type":"a","text":"b"}',
        '{"is":"Scalar","type":"a","text":"\\\\ud800"}'.replace("\\\\", "\\"),
        '["Scalar"]',
        "[" * 100_000,
        '{"is":' * 100_000,
        "NaN",
        "1" * 5000,
        "",
    ],
)
def test_what_is_not_of_the_protocol_is_refused(text: str) -> None:
    """Other keys, other types, half surrogates, endless nesting: refused, by an error that is expected."""
    with pytest.raises(ProtocolError):
        decode(text.encode(), Scalar)


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity", "1" + "0" * 400])
def test_numbers_are_finite(number: str) -> None:
    """No number arrives that is infinite, or that a float cannot hold where one is due."""
    line = encode(Forked(0, None, 1.5)).replace(b"1.5", number.encode())
    with pytest.raises(ProtocolError):
        decode(line, Forked)


def test_a_float_stays_finite() -> None:
    """An integer is a float where one is due."""
    decoded = decode(encode(Forked(0, None, 1.5)).replace(b"1.5", b"3"), Forked)
    assert (3.0, float) == (decoded.cpu_seconds, type(decoded.cpu_seconds))
    assert math.isfinite(decoded.cpu_seconds)


def test_too_long() -> None:
    """A message beyond the limit is neither sent nor read."""
    wide = Items("list", ("\U0001f600" * 20_000,) * 100, 100)
    with pytest.raises(ProtocolError):
        encode(wide)
    with pytest.raises(ProtocolError):
        decode(b'"' + b"b" * protocol.MAX_LINE + b'"', Opaque)


def observed(**parts: Any) -> Observation:
    return replace(Observation(None, None, None, (), 0.5), **parts)


def said(message: Any) -> bytes:
    """As a worker would say it that keeps to no bound."""
    return json.dumps(_document(message)).encode()


def _document(value: Any) -> Any:
    if is_dataclass(value):
        found = {field.name: _document(getattr(value, field.name)) for field in fields(value)}
        return {"is": type(value).__name__, **found}
    if isinstance(value, dict):
        return {key: _document(item) for key, item in value.items()}
    return [_document(item) for item in value] if isinstance(value, tuple) else value


HERE = Where("anna.py", 1)
RAISED = Raised("E", ("E",), "", ())
STATEMENT = Statement("SELECT 1", "", 1, HERE)
IMPORTED = Imported(None, "schema", (), (), (), (), (), True, 0.5)


def nested(depth: int) -> protocol.Value:
    value: protocol.Value = 1
    for _ in range(depth):
        value = Items("list", (value,), 1)
    return value


@pytest.mark.parametrize(
    "message",
    [
        observed(value="x" * 30_000),
        observed(value=2**60),
        observed(value=Scalar("int", "9" * 4001)),
        observed(value=Items("list", (1,) * 2001, 2001)),
        observed(value=Items("list", (), -1)),
        observed(value=Entries(((1, 1),) * 2001, 2001)),
        observed(value=Instance("A", dict.fromkeys(map(str, range(2002)), 1), False)),
        observed(value=Instance("A", {"x" * 2000: 1}, False)),
        observed(value=Opaque("A" * 2000, "")),
        observed(value=nested(100)),
        observed(value=Items("list", (Items("list", (1,) * 2000, 1),) * 200, 1)),
        observed(seconds=-1.0),
        observed(seconds=1e300),
        observed(more_statements=-1),
        observed(more_statements=10**15),
        observed(problem="x" * 5000),
        observed(statements=(STATEMENT,) * 2001),
        observed(statements=(replace(STATEMENT, executions=-1),)),
        observed(statements=(replace(STATEMENT, executions=10**4000),)),
        observed(statements=(replace(STATEMENT, sql="x" * 5000),)),
        observed(raised=replace(RAISED, message="x" * 1_000_000)),
        observed(raised=replace(RAISED, bases=("E",) * 51)),
        observed(raised=replace(RAISED, frames=(Frame(HERE, "f", ""),) * 31)),
        observed(raised=replace(RAISED, frames=(Frame(HERE, "f", "x" * 300),))),
        *(
            observed(statements=(replace(STATEMENT, where=Where("a.py", number)),))
            for number in (0, -1, 10**8)
        ),
        *(
            observed(statements=(replace(STATEMENT, where=Where(name, 1)),))
            for name in ("a\0.py", "a\n.py", "a\x9b.py", "/etc/passwd", "a/../../b.py", "..", "a" * 20_000)
        ),
        replace(IMPORTED, functions=(FunctionReport("f", None),) * 2001),
        replace(IMPORTED, names=("a",) * 2001),
        replace(IMPORTED, notes=("a",) * 101),
        Forked(1000, None),
        Forked(0, 0),
        Forked(0, None, -1.0),
        Finished(None, -1),
        Loaded(None, ("a",) * 10_001),
    ],
)
def test_what_is_beyond_its_bound_is_refused(message: Any) -> None:
    """No text, number, collection, nesting or file name arrives that is beyond what stands at its field."""
    with pytest.raises(ProtocolError):
        decode(said(message), type(message))


@pytest.mark.parametrize(
    "text",
    ["[" * protocol.MAX_LINE, "[" + "[]," * 2_000_000 + "[]]", "[" + '{"a":0},' * 900_000 + "0]", "[" + "0," * 4_000_000 + "0]"],
    ids=["deep", "lists", "objects", "numbers"],
)  # fmt: skip
def test_what_would_take_much_memory_is_refused_before_it_is_read(text: str) -> None:
    """A line of eight megabytes can hold values of half a gigabyte; nothing of the kind is made from it."""
    encoded = text.encode()
    tracemalloc.start()
    with pytest.raises(ProtocolError):
        decode(encoded, Observation)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 64 * 1024 * 1024


def test_commas_in_texts_are_no_values() -> None:
    """Only what stands outside of texts is counted."""
    value = Items("list", ('[{,\\"' * 3000,) * 100, 100)
    assert observed(value=value) == decode(encode(observed(value=value)), Observation)


def test_long_integers_are_refused_where_python_would_read_them() -> None:
    """The length is bounded here, also under PYTHONINTMAXSTRDIGITS=0, where reading takes quadratic time."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        with pytest.raises(ProtocolError):
            decode(b"1" * 8_000_000, Observation)
        with pytest.raises(ProtocolError):
            decode(said(observed(seconds=0.5)).replace(b"0.5", b"1" * 5000), Observation)
    finally:
        sys.set_int_max_str_digits(before)


def test_who_sends_cuts_texts_and_says_so() -> None:
    """A text that is too long arrives cut, with a note of its length; a number as the nearest that is allowed."""
    long = observed(problem="x" * 5000, seconds=-1.0, statements=(replace(STATEMENT, executions=10**20),))
    expected = observed(
        problem="x" * 4000 + "… (5000 characters)",
        seconds=0.0,
        statements=(replace(STATEMENT, executions=10**9),),
    )
    assert expected == decode(encode(long), Observation)
    assert expected == decode(encode(expected), Observation)


@pytest.mark.parametrize(
    "message",
    [
        observed(value=Items("list", (1,) * 2001, 2001)),
        observed(statements=(replace(STATEMENT, where=Where("../a.py", 1)),)),
        observed(value=Items("list", (Items("list", (1,) * 2000, 1),) * 200, 1)),
    ],
)
def test_what_cannot_be_cut_is_not_sent(message: Observation) -> None:
    """Who sends too many items has to say what it leaves out."""
    with pytest.raises(ProtocolError):
        encode(message)


def test_everything_a_worker_says_is_bounded() -> None:
    """Every text, number and collection in a reply has a bound at its field; a truth value and a float of a
    description need none."""
    unbounded = [
        f"{message.__name__}.{name}"
        for message in _messages(protocol.Reply)
        for name, hint in typing.get_type_hints(message, include_extras=True).items()
        if _is_unbounded(hint)
    ]
    assert [] == unbounded


def _messages(reply: Any) -> set[Any]:
    """All classes that a reply can hold."""
    found: set[Any] = set()
    waiting = [reply]
    while waiting:
        hint = waiting.pop()
        if is_dataclass(hint) and isinstance(hint, type) and hint not in found:
            found.add(hint)
            waiting += typing.get_type_hints(hint).values()
        waiting += typing.get_args(hint)
    return found


def _is_unbounded(hint: Any) -> bool:
    if typing.get_origin(hint) is typing.Annotated:
        inner, *_ = typing.get_args(hint)
        return any(map(_is_unbounded, typing.get_args(inner)))
    if typing.get_origin(hint) is tuple:
        return Ellipsis in typing.get_args(hint) or any(map(_is_unbounded, typing.get_args(hint)))
    return (
        hint in (int, str)
        or typing.get_origin(hint) is dict
        or any(map(_is_unbounded, typing.get_args(hint)))
    )


def test_float_of_a_message_is_bounded() -> None:
    """Unlike one of a description, which may be any."""
    assert observed(value=1e300) == decode(said(observed(value=1e300)), Observation)
    assert typing.get_type_hints(Observation, include_extras=True)["seconds"] is not float


@pytest.mark.skipif(os.name != "posix", reason="names are text elsewhere")
@given(st.binary(min_size=1).filter(lambda name: b"\0" not in name))
def test_every_path_survives(name: bytes) -> None:
    """A file may have any name, also one that is no UTF-8."""
    path = os.fsdecode(b"/" + name)
    message = protocol.Start(protocol.encode_path(path), None, protocol.Limits(1, 64, 1, 32, 8))
    assert path == protocol.decode_path(decode(encode(message), protocol.Start).path)


@pytest.mark.parametrize(
    ("name", "told"),
    [(os.fsdecode(b"caf\xe9.py"), "caf\\xe9.py"), ("caf\u00e9.py", "caf\u00e9.py"), ("\ud800\udce9.py", "\\ud800\\udce9.py"),
     ("a\nb\x1b\x9b\x00.py", "a\\x0ab\\x1b\\x9b\\x00.py")],
)  # fmt: skip
def test_where_can_be_told_of_any_file(name: str, told: str) -> None:
    """Also of a name that no file can have: an error may name any."""
    where = Places(Path("/s")).within(f"/s/{name}", 1)
    assert where is not None
    assert f"s/{told}" == where.file
    assert where == decode(encode(where), Where)


@pytest.mark.parametrize("name", ["/s/../etc/passwd", "/s/" + "a" * 20_000, "/etc/passwd"])
def test_where_is_within_the_submission(name: str) -> None:
    """An error may name any file; one outside, or one that no file system can hold, is not told of."""
    assert Places(Path("/s")).within(name, 1) is None


@pytest.mark.parametrize(("line", "told"), [(None, 1), (0, 1), (10**30, 10**7), (-5, 1)])
def test_where_is_a_line(line: int | None, told: int) -> None:
    """Code that a program made may say that it stands on any line, or on none."""
    where = Places(Path("/s"), {"/s": []}).where("/s", line)
    assert where is not None
    assert Where("s", told) == decode(encode(where), Where)
