"""A finding has the submission's names where it speaks of what they name, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.grading.own_words import in_own_words
from grader.model import Finding
from grader.running.own_names import OwnNames
from tests.support.evidence import exercise

NAMES = OwnNames(
    models={"Book": "Novel"},
    functions={"find": "search"},
    attributes={("Book", "title"): "headline", ("Author", "name"): "full_name"},
    requests={"GET /books/{dune.id}": "GET /novels/{dune.id}"},
)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("`Book.title` is missing.", "`Novel.headline` is missing."),
        ("`find(...)` returned something.", "`search(...)` returned something."),
        ("`Book` has no `title`.", "`Novel` has no `headline`."),
        ("Reading `book.title` raised", "Reading `book.title` raised"),
        ("Setting `title`", "Setting `headline`"),
        ("a title, to find a Bookmark in Books", "a title, to find a Bookmark in Books"),
        ("did find() give it?", "did search() give it?"),
        ("`Author.email` of the Book", "`Author.email` of the Novel"),
        ("`Prize.name` and `name`", "`Prize.name` and `name`"),
        ("`GET /books/{dune.id}` answered", "`GET /novels/{dune.id}` answered"),
        ("`GET /books/{dune.id}/more` answered", "`GET /books/{dune.id}/more` answered"),
    ],
)
def test_a_sentence(message: str, told: str) -> None:
    """Names in a sentence are the submission's; what only looks like one is not, nor is what may be another model's."""
    assert told == in_own_words(Finding(message), NAMES, exercise()).message


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("Book(id=1, title='Book title=x')", "Novel(id=1, headline='Book title=x')"),
        ('[Book(title="it\'s a Book")]', '[Novel(headline="it\'s a Book")]'),
        ("id, title, price", "id, headline, price"),
        ("`Book` with the columns title, id", "`Novel` with the columns headline, id"),
        ("title", "title"),
        ("{'title': 'find'}", "{'title': 'find'}"),
        ("name='Ada'", "name='Ada'"),
        (None, None),
    ],
)
def test_a_value(value: str | None, told: str | None) -> None:
    """What stands in quotes is somebody's value, and stays as it is."""
    found = in_own_words(Finding("x", expected=value, actual=value), NAMES, exercise())
    assert (told, told) == (found.expected, found.actual)


def test_where_all_names_are_the_exercises_nothing_changes() -> None:
    """A finding for a submission that has the exercise's names is the very same."""
    finding = Finding("`Book.title`", "title", "find", "Book")
    assert finding is in_own_words(finding, OwnNames(), exercise())
    assert finding == in_own_words(finding, replace(OwnNames(), routed=("GET /books",)), exercise())
