"""Describing a value runs no code of a submission's, sends no SQL, and ends."""

from __future__ import annotations

import collections
import datetime
import decimal
import enum
import math
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import ForeignKey, create_engine, event, select
from sqlalchemy.ext import mutable
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from grader.worker.codec import decode, encode
from grader.worker.observing.describing import describe
from grader.worker.protocol import Entries, Instance, Items, Object, Observation, Opaque, Scalar


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list[Post]] = relationship(back_populates="author")


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship(back_populates="posts")


class Touched(BaseException):
    """A method of the submission's was called."""


def liar(*bases: type) -> type:
    """A class of which every method that could be called betrays that it was."""

    def touched(self: Any, *_: Any) -> Any:
        raise Touched

    names = [
        "eq",
        "repr",
        "str",
        "hash",
        "bool",
        "iter",
        "len",
        "getattribute",
        "format",
        "reduce_ex",
        "instancecheck",
        "contains",
        "getitem",
        "dir",
    ]
    return type("Liar", bases, {f"__{name}__": touched for name in names} | {"__class__": property(touched)})


class Colour(enum.Enum):
    RED = 1


@pytest.mark.parametrize("base", [object, str, int, list, dict, tuple, set, float, bytes, datetime.datetime])
def test_no_method_of_an_object_that_lies_is_called(base: type) -> None:
    """An object whose every method lies is opaque, and none of its methods is called."""
    value = base.__new__(liar(base), 1, 1, 1) if base is datetime.datetime else base.__new__(liar(base))
    assert describe(value) == Opaque("Liar", "an object of class Liar")
    assert describe([value]) == Items("list", (Opaque("Liar", "an object of class Liar"),), 1)


def own(name: str = "User", bases: tuple[type, ...] = (), **members: Any) -> type:
    """A class as a submission defines it."""
    return type(name, bases, {"__module__": "submission.models", **members})


def of(cls: type, **attributes: Any) -> Any:
    value = cls()
    for name, attribute in attributes.items():
        setattr(value, name, attribute)
    return value


def test_an_instance_of_a_plain_class() -> None:
    """What an instance of the submission's own class holds is told, inherited slots included, and nothing computed."""
    base = own("Model", __slots__=("_id", "never_set"))
    user = own(bases=(base,), shout=property(lambda _: 1 / 0), table="users")
    value = of(user, _id=7, name="Ada")
    assert Instance("User", {"_id": 7, "name": "Ada"}, False) == describe(value)
    assert Instance("Model", {"_id": 8}, False) == describe(of(base, _id=8))


def test_an_instance_that_lies() -> None:
    """No method of a plain class is called either, whatever it overrides."""
    members = dict(vars(liar(object))) | {"__module__": "submission"}
    cls = type("Liar", (), {k: v for k, v in members.items() if k not in ("__dict__", "__weakref__")})
    assert Instance("Liar", {}, False) == describe(object.__new__(cls))


def test_an_instance_with_a_dict_of_its_own() -> None:
    """A class that puts something else in the place of its dictionary has nothing to tell."""
    assert Instance("User", {}, False) == describe(
        of(own(__dict__=property(lambda _: collections.UserDict(a=1))))
    )


def test_instances_in_a_circle() -> None:
    """An instance that stands in the same description already is not told again."""
    value = of(own())
    value.friend = value
    assert Instance("User", {"friend": Instance("User", {}, True)}, False) == describe(value)


def test_what_is_not_wholly_the_submissions_own() -> None:
    """A class that inherits from anybody else's is opaque: that one may hold what cannot be seen."""
    assert Opaque("User", "an object of class User") == describe(of(own(bases=(collections.UserDict,))))


def test_a_metaclass_that_lies() -> None:
    """The name of a class is the interpreter's, not what a metaclass says."""

    class Meta(type):
        __name__ = property(lambda _: 1 / 0)  # type: ignore[assignment]

        def mro(cls) -> list[type]:
            return [cls, object]

    value = Meta("Odd", (), {})()
    assert describe(value) == Opaque("Odd", "an object of class Odd")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2**53, 2**53),
        (2**53 + 1, Scalar("int", "9007199254740993")),
        (math.inf, Scalar("float", "inf")),
        (decimal.Decimal("1.50"), Scalar("decimal", "1.50")),
        (
            datetime.datetime(2024, 1, 2, 3, tzinfo=datetime.UTC),
            Scalar("datetime", "2024-01-02T03:00:00+00:00"),
        ),
        (datetime.date(2024, 1, 2), Scalar("date", "2024-01-02")),
        (datetime.time(1, 2), Scalar("time", "01:02:00")),
        (datetime.timedelta(seconds=1.5), Scalar("timedelta", "1.5")),
        (uuid.UUID(int=1), Scalar("uuid", "00000000-0000-0000-0000-000000000001")),
        (b"\x00\xff", Scalar("bytes", "00ff")),
        (Colour.RED, Scalar("enum", "RED")),
        ((1, True), Items("tuple", (1, True), 2)),
        (frozenset([1]), Items("set", (1,), 1)),
        (collections.OrderedDict(a=1), Entries((("a", 1),), 1)),
        (collections.defaultdict(list, a=1), Entries((("a", 1),), 1)),
        (collections.Counter("aa"), Entries((("a", 2),), 1)),
        (mutable.MutableDict(a=1), Entries((("a", 1),), 1)),
        (mutable.MutableList([1]), Items("list", (1,), 1)),
        (mutable.MutableSet([1]), Items("set", (1,), 1)),
        ("\ud800", "\\ud800"),
        ((n for n in [1]), Opaque("generator", "a generator that has not been run")),
        (int, Opaque("type", "an object of class type")),
    ],
)
def test_known_types(value: Any, expected: Any) -> None:
    """Plain values keep what they are; others say what they are in a canonical form."""
    assert expected == describe(value)


def test_giants_are_cut_with_their_true_size_told() -> None:
    """Giants are cut, with their true size told; a description always fits a message."""
    assert describe("x" * 30_000) == "x" * 20_000 + "… (30000 characters)"
    assert describe(10**5000) == Opaque("int", "an integer of 16610 bits")
    many = describe(list(range(10**6)))
    assert isinstance(many, Items)
    assert (len(many.items), many.length) == (2000, 10**6)
    for giant in (
        [["é" * 10**5] * 2000] * 2000,
        ["\U0001f600" * 20_000] * 2000,
        dict.fromkeys(range(3000), b"x" * 10**5),
    ):
        encode(Observation(describe(giant), None, None, (), 0.0))


def test_attributes_that_are_not_told_are_counted() -> None:
    """Of an instance with thousands of attributes, 2,000 are told, and how many more there are."""
    value = describe_instance({f"a{i}": i for i in range(2500)})
    assert 2001 == len(value.attributes)
    assert Opaque("cut", "500 more attributes") == value.attributes["…"]


def describe_instance(attributes: dict[str, Any]) -> Instance:
    cls = type("A", (), {"__module__": "submission"})
    made = cls()
    made.__dict__.update(attributes)
    observation = Observation(describe(made), None, None, (), 0.0)
    assert observation == decode(encode(observation), Observation)
    assert isinstance(observation.value, Instance)
    return observation.value


def test_a_structure_that_contains_itself_ends() -> None:
    """A structure that contains itself ends."""
    cycle: list[Any] = []
    cycle.append(cycle)
    table: dict[str, Any] = {}
    table["self"] = [table]
    for value in (cycle, table):
        decode(encode(Observation(describe(value), None, None, (), 0.0)), Observation)


@given(
    st.recursive(
        st.none() | st.integers() | st.text() | st.floats() | st.binary(),
        lambda i: st.lists(i) | st.dictionaries(st.text(), i),
    )
)
def test_whatever_is_described_can_be_sent(value: Any) -> None:
    """Every description is a message that decodes to itself."""
    observation = Observation(describe(value), None, None, (), 0.0)
    assert observation == decode(encode(observation), Observation)


def test_looking_is_not_touching() -> None:
    """Only what is loaded is told, no SQL is sent, and a second mention says so."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Author(id=1, posts=[Post(id=1), Post(id=2)]))
        session.commit()
        sent: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
        author = session.get_one(Author, 1)
        sent.clear()
        assert describe(author) == Object("Author", "authors", (1,), "persistent", {"id": 1}, False)
        row = session.execute(select(Post.id, Post.author_id).order_by(Post.id)).first()
        assert describe(row) == Items("row", (1, 1), 2)
        _ = author.posts
        sent.clear()
        told = describe([author, author])
        assert sent == []
    assert isinstance(told, Items)
    first, second = told.items
    assert isinstance(first, Object)
    assert isinstance(second, Object)
    assert (first.again, second.again, second.loaded) == (False, True, {})
    posts = first.loaded["posts"]
    assert isinstance(posts, Items)
    assert posts.length == 2
