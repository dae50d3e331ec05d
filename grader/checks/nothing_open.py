"""`nothing_open:` no transaction is left open, as PostgreSQL sees it."""

from __future__ import annotations

from collections.abc import Iterator

from grader.checks.contract import Ran
from grader.model import Finding


def findings(ran: Ran) -> Iterator[Finding]:
    if ran.evidence.left_open:
        number = ran.evidence.left_open
        yield Finding(
            message="A transaction is left open in the database.",
            expected="no open transaction",
            actual=f"{number} open transaction{'s' if number > 1 else ''}",
            hint="Every session must be closed, also after an error: use `with Session() as session:` or try/finally.",
        )
