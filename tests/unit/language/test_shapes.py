"""What a function returns, in words."""

from __future__ import annotations

import pytest

from grader.language.shapes import NoShapeError, Shape, parse


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("integer", Shape("integer")),
        ("Post", Shape("Post")),
        ("list of Post", Shape("Post", many=True)),
        ("Post or null", Shape("Post", or_null=True)),
        ("list of text or null", Shape("text", many=True, or_null=True)),
        (" dict ", Shape("dict")),
    ],
)
def test_a_shape_is_a_type_or_many_of_it_or_null(text: str, shape: Shape) -> None:
    """A plain type or a model, many of it, or null."""
    assert shape == parse(text, ["Post"])
    assert text.strip() == str(shape)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Pots", "unknown type or model `Pots`; did you mean `Post`"),
        ("list of Pots", "did you mean `Post`"),
        ("lists of Post", "`lists of Post` is no shape"),
        ("Post or None", "is no shape"),
        ("", "is no shape"),
    ],
)
def test_other_words_are_no_shape(text: str, told: str) -> None:
    """Anything else is told, with the nearest right name or with what is allowed."""
    with pytest.raises(NoShapeError, match=told):
        parse(text, ["Post"])
