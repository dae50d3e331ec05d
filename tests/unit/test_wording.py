"""Numbers of things in words, and the name that was meant among those that are there."""

from __future__ import annotations

import pytest

from grader.wording import find_nearest, number, points


def test_one_thing_is_one_and_everything_else_is_several() -> None:
    """Only of one thing the word stands without an s."""
    assert ["0 checks", "1 check", "2 checks"] == [number(count, "check") for count in (0, 1, 2)]
    assert ["0.5 points", "1 point", "2 points"] == [points(value) for value in (0.5, 1.0, 2.0)]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["Autor", "Book"], "Autor"),
        (["AUTHOR"], "AUTHOR"),
        (["Book"], None),
        ([], None),
        ([*(f"{'author' * 3000}{i}" for i in range(2000)), "authors"], "authors"),
        ([*(f"xyzw{i}" for i in range(2000)), "authors"], "authors"),
    ],
    ids=["near", "in another case", "far", "none", "among long ones", "among many"],
)
def test_the_nearest_name_is_found(names: list[str], found: str | None) -> None:
    """The nearest name is found, in whatever case, and however many and long the others are."""
    assert found == find_nearest("Author", names)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("get_posts", "getPosts"),
        ("get_posts", "GetPost"),
        ("Category", "Categories"),
        ("create_post", "createPost"),
        ("SQLRow", "sql_rows"),
    ],
)
def test_style_and_number_make_no_difference(name: str, other: str) -> None:
    """A name in another style, or in the plural, is nearer than one of almost the same letters."""
    almost = f"{name[:-1]}x"
    assert other == find_nearest(name, [almost, other]) == find_nearest(name, [other, almost])
