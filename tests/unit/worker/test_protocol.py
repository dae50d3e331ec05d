"""What a worker says is decoded strictly, or refused."""

from __future__ import annotations

import contextlib
import json
import math
import os
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
    Forked,
    Imported,
    Items,
    Loaded,
    Object,
    Observation,
    Opaque,
    ProtocolError,
    Raised,
    Scalar,
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
texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(
    scalars | st.builds(Scalar, texts, texts) | st.builds(Opaque, texts, texts),
    lambda inner: (
        st.builds(Items, texts, st.lists(inner).map(tuple), st.integers())
        | st.builds(Entries, st.lists(st.tuples(inner, inner)).map(tuple), st.integers())
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
def test_refused(text: str) -> None:
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
    with pytest.raises(ProtocolError):
        encode(Opaque("a", "b" * protocol.MAX_LINE))
    with pytest.raises(ProtocolError):
        decode(b'"' + b"b" * protocol.MAX_LINE + b'"', Opaque)


@pytest.mark.skipif(os.name != "posix", reason="names are text elsewhere")
@given(st.binary(min_size=1).filter(lambda name: b"\0" not in name))
def test_every_path_survives(name: bytes) -> None:
    """A file may have any name, also one that is no UTF-8."""
    path = os.fsdecode(b"/" + name)
    message = protocol.Start(protocol.told_path(path), None, protocol.Limits(1, 64, 1, 32, 8))
    assert path == protocol.real_path(decode(encode(message), protocol.Start).path)


@pytest.mark.parametrize(
    ("name", "told"),
    [(os.fsdecode(b"caf\xe9.py"), "caf\\xe9.py"), ("caf\u00e9.py", "caf\u00e9.py"), ("\ud800\udce9.py", "\\ud800\\udce9.py")],
)  # fmt: skip
def test_where_can_be_told_of_any_file(name: str, told: str) -> None:
    """Also of a name that no file can have: an error may name any."""
    where = Places(Path("/s")).within(f"/s/{name}", 1)
    assert where is not None
    assert f"s/{told}" == where.file
    assert where == decode(encode(where), protocol.Where)
