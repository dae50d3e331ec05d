"""Whatever a worker can claim: every value that the protocol's decoder lets through."""

from __future__ import annotations

from hypothesis import strategies as st

from grader.worker.protocol import Entries, Instance, Items, Object, Opaque, Scalar, Value

_names = st.sampled_from(
    ["Author", "Book", "Prize", "Query", "id", "title", "author", "books", ""]
) | st.text(max_size=5)
_numbers = st.sampled_from(
    ["1", "-0", "NaN", "sNaN", "inf", "-Infinity", "1e999999", "9" * 4000, "9" * 5000, "x", ""]
)
_moments = st.sampled_from(
    [
        "2024-05-31T12:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2024-05-31",
        "12:30",
        "12:30+23:59",
        "soon",
    ]
)
_scalars = st.builds(
    Scalar,
    st.sampled_from(
        ["datetime", "date", "time", "timedelta", "decimal", "float", "int", "bytes", "uuid", "enum", "x"]
    ),
    _numbers | _moments | st.text(max_size=5),
)
_plain = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(2**64)])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | _scalars
    | st.builds(Opaque, _names, st.text(max_size=8))
)


def _nested(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    several = st.lists(inner, max_size=4).map(tuple)
    return (
        st.builds(Items, st.sampled_from(["list", "tuple", "set", "row", "x"]), several, st.integers(-1, 5))
        | st.builds(Entries, st.lists(st.tuples(inner, inner), max_size=3).map(tuple), st.integers(-1, 4))
        | st.builds(Instance, _names, st.dictionaries(_names, inner, max_size=3), st.booleans())
        | st.builds(
            Object,
            _names,
            _names,
            st.lists(inner, max_size=2).map(tuple),
            _names,
            st.dictionaries(_names, inner, max_size=3),
            st.booleans(),
        )
    )


values: st.SearchStrategy[Value] = st.recursive(_plain, _nested, max_leaves=8)
