"""The kinds of checks, written out. A new kind is a file of its own, and a line here."""

from __future__ import annotations

from grader.checks import columns, default, imports, python, relationship, scenario
from grader.checks.contract import CheckKind
from grader.language.documents import declare_documents

KINDS: tuple[CheckKind, ...] = (
    columns.KIND,
    default.KIND,
    relationship.KIND,
    scenario.KIND,
    python.KIND,
    imports.KIND,
)

DOCUMENTS = declare_documents(KINDS)
"""The files of an exercise, in which checks of all these kinds may stand. ``DOCUMENTS.find_kind`` gives a check's kind."""
