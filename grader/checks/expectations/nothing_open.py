"""`nothing_open:` no transaction is left open, as PostgreSQL sees it, and no connection is out of its pool."""

from __future__ import annotations

from collections.abc import Iterator

from grader.checks.contract import FinishedRun
from grader.model import Finding

_HINT = "Every session must be closed, also after an error: use `with Session() as session:` or try/finally."


def findings(ran: FinishedRun) -> Iterator[Finding]:
    if number := ran.evidence.left_open:
        yield Finding(
            message="A transaction is left open in the database.",
            expected="no open transaction",
            actual=f"{number} open transaction{'s' if number > 1 else ''}",
            hint=_HINT,
            outline=Finding("A transaction is left open in the database.", hint=_HINT),
        )
    elif number := ran.evidence.checked_out:
        yield Finding(
            message="A connection was taken from the engine and not given back.",
            expected="no connection in use",
            actual=f"{number} connection{'s' if number > 1 else ''} in use",
            hint=_HINT,
            outline=Finding("A connection was taken from the engine and not given back.", hint=_HINT),
        )
