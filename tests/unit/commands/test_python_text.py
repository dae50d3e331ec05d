"""Text for people becomes Python that says the same, whatever is in it, on lines that fit."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.commands import python_text
from grader.language.shapes import Shape

NASTY = st.text(alphabet="ab \"\\'\n{}%#", max_size=40)


def words(text: str) -> list[str]:
    return text.split()


@given(NASTY, st.lists(NASTY, max_size=2), st.sampled_from([0, 4, 8]))
def test_a_docstring_says_what_it_was_given(sentence: str, points: list[str], indent: int) -> None:
    """Quotes and backslashes end nothing and escape nothing; every word is there."""
    (statement,) = ast.parse(python_text.docstring([sentence], points, indent)).body

    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    expected = words(sentence) + [word for point in points for word in words(point)]
    actual = [word for word in words(statement.value.value.replace(".", " ")) if word != "-"]
    assert expected == actual


def test_a_docstring_fits() -> None:
    """Long text is broken between words, with room for the indentation."""
    written = python_text.docstring(["many words " * 20], ["a point " * 20], indent=8)

    assert 80 >= max(len(line) for line in written.splitlines())
    assert written.endswith('\n"""')


@pytest.mark.parametrize("indent", [0, 4])
@pytest.mark.parametrize("number", [0, 1, 5, 9, 30])
def test_a_definition_is_one(number: int, indent: int) -> None:
    """A head with any number of parameters fits, and has them all."""
    names = [f"parameter_{i}" for i in range(number)]

    written = python_text.definition("some_function", names, "list[Post]", indent)

    (function,) = ast.parse(f"{written}\n    pass").body
    assert isinstance(function, ast.FunctionDef)
    assert names == [argument.arg for argument in function.args.args]
    assert 88 - indent >= max(len(line) for line in written.splitlines())


@given(st.text(max_size=20))
def test_a_literal_is_what_it_was(text: str) -> None:
    """Python reads any text as the same text."""
    assert text == ast.literal_eval(python_text.literal(text))


@given(NASTY)
def test_a_todo_is_a_comment(text: str) -> None:
    """Every line of it is a comment, so that nothing in a text is ever run."""
    assert not [line for line in python_text.todo(f"name {text}") if not line.startswith("#")]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (Shape("Post"), "Post"),
        (Shape("Post", many=True), "list[Post]"),
        (Shape("Post", or_null=True), "Post | None"),
        (Shape("text", many=True, or_null=True), "list[str] | None"),
        (Shape("datetime"), "datetime"),
        (Shape("nothing"), "None"),
        (Shape("nothing", or_null=True), "None"),
        (Shape("anything"), ""),
        (Shape("anything", or_null=True), ""),
        (Shape("anything", many=True), "list"),
    ],
)
def test_an_annotation(shape: Shape, expected: str) -> None:
    """What a function returns, as Python calls it."""
    assert expected == python_text.annotation(shape)
