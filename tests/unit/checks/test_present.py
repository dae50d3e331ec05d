"""The name that was meant, among those that are there."""

from __future__ import annotations

import pytest

from grader.checks.present import nearest


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
    assert found == nearest("Author", names)


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
    assert other == nearest(name, [almost, other]) == nearest(name, [other, almost])
