"""Pages say what they leave out."""

from __future__ import annotations

import pytest

from grader.reports.audience import Audience
from grader.reports.document import document
from grader.reports.formats import html_pages
from tests.support.grades import many


@pytest.mark.parametrize(("sent", "more", "unlisted"), [(3, 0, 0), (3, 1000, 1000), (30, 1000, 1010)])
def test_a_page_says_how_many_statements_it_does_not_list(sent: int, more: int, unlisted: int) -> None:
    """Those that the worker only counted, and those of lines beyond the first twenty."""
    whole = document(many(sent, more), Audience.INSTRUCTOR)
    page = html_pages.submission_page(whole.grades[0], whole)
    assert f"{sent + more} statements sent" in page
    assert (f"{unlisted} more statements are not listed here" in page) == (unlisted > 0)
