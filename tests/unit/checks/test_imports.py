"""`imports:` what must not be imported is told at its line; what is allowed, and the submission's own, is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.checks import imports
from grader.checks.contract import CheckInput
from grader.model import Finding
from grader.worker.protocol import ImportReport, Where
from tests.support.evidence import check, exercise, submission


def found(rule: dict[str, Any], *names: str, unread: bool = False) -> list[Finding]:
    evidence = submission()
    assert evidence.imported
    reports = tuple(ImportReport(name, Where("ada.py", i)) for i, name in enumerate(names, 1))
    imported = replace(evidence.imported, imports=reports, all_imports=not unread)
    known = replace(evidence, imported=imported)
    return list(imports.findings(check(imports=rule), CheckInput(exercise(), known, ())))


@pytest.mark.parametrize(
    ("rule", "name", "is_told"),
    [
        ({"forbidden": "sqlite3"}, "sqlite3", True),
        ({"forbidden": "sqlite3"}, "sqlite3.connect", True),
        ({"forbidden": "sqlite3"}, "sqlite3_tools", False),
        ({"forbidden": ["sqlalchemy.text"]}, "sqlalchemy", False),
        ({"forbidden": ["sqlalchemy.text"]}, "sqlalchemy.text", True),
        ({"forbidden": ["sqlalchemy.text"]}, "sqlalchemy.*", True),
        ({"forbidden": ["sqlalchemy.text"]}, "sqlalchemy.select", False),
        ({"allowed": ["sqlalchemy", "datetime"]}, "sqlalchemy.orm.Session", False),
        ({"allowed": ["sqlalchemy", "datetime"]}, "os", True),
        ({"allowed": ["sqlalchemy.orm"]}, "sqlalchemy", False),
        ({"allowed": ["sqlalchemy.orm"]}, "sqlalchemy.select", True),
        ({"allowed": ["sqlalchemy.orm"]}, "sqlalchemy.*", True),
        ({"allowed": ["sqlalchemy"]}, "__future__.annotations", False),
        ({"allowed": ["sqlalchemy"], "forbidden": ["sqlalchemy.text"]}, "sqlalchemy.text", True),
    ],
)
def test_what_may_be_imported(rule: dict[str, Any], name: str, is_told: bool) -> None:
    """A name is forbidden by itself, by what it lies in, or because it is none of those that are allowed."""
    assert is_told == bool(found(rule, name))


def test_the_finding_points_at_the_line() -> None:
    """The finding names the import, where it stands, and why it is not allowed."""
    (finding,) = found({"forbidden": "sqlite3", "because": "We use the ORM."}, "sqlalchemy", "sqlite3")

    assert "Your module uses `sqlite3`, which this exercise does not allow." == finding.message
    assert Where("ada.py", 2) == finding.where
    assert "We use the ORM." == finding.hint


def test_imports_that_were_not_looked_at_do_not_pass() -> None:
    """Where a source imports too much to be told, the check fails."""
    assert found({"forbidden": "sqlite3"}, unread=True)
