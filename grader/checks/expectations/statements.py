"""`statements:` at most so many, and how the number grows with the data. The server's count decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from grader.checks import outlines
from grader.checks.contract import FinishedRun
from grader.hints import explain
from grader.language.expectations import Statements
from grader.model import Catalog, Finding, RunEvidence
from grader.worker.protocol import Statement, Where

_SLACK = 1
"""Honest code may send one statement more or less as the data grows."""


def findings(asked: Statements, runs: Sequence[FinishedRun], catalog: Catalog) -> Iterator[Finding]:
    """A number that grows faster with the data than allowed; else the first run with too many."""
    found = list(_growth(asked, runs)) or [found for ran in runs if (found := _too_many(asked, ran))]
    for each in found:
        yield replace(each, outline=outlines.of_statements(each.message, each.hint, runs, catalog))


def _too_many(asked: Statements, ran: FinishedRun) -> Finding | None:
    number = ran.evidence.count
    size = f" with {ran.plan.size} rows" if ran.plan.size else ""
    if asked.at_most is not None and number > asked.at_most:
        return Finding(
            message=f"Too many statements were sent{size}.",
            expected=f"at most {_statements(asked.at_most)}",
            actual=f"{_statements(number)}\n{_told(ran.evidence)}",
            hint=_hint(ran.evidence),
            where=_repeated_where(ran.evidence),
            cause=_cause(ran.evidence),
        )
    if not ran.evidence.is_counted_whole:
        return Finding(
            message=f"Not every statement could be counted{size}.",
            expected="statements that PostgreSQL can count",
            actual=f"at least {_statements(number)}",
            hint="Thousands of different statements cannot be counted, nor what a function or a DO block does between"
            " BEGIN and EXCEPTION, or with cursors. Send plain statements.",
        )
    return None


def _growth(asked: Statements, runs: Sequence[FinishedRun]) -> Iterator[Finding]:
    if asked.growth is None or len(runs) < 2:
        return
    numbers = {ran.plan.size or 0: ran.evidence.count for ran in runs}
    small = min(numbers)
    most = max(numbers.values())
    fine = most - numbers[small] <= _SLACK if asked.growth == "constant" else _is_linear(numbers)
    if fine:
        return
    biggest = max(runs, key=lambda ran: ran.plan.size or 0).evidence
    told = ", ".join(f"{number} with {size} rows" for size, number in numbers.items())
    limit = f", at most {asked.at_most}" if asked.at_most is not None else ""
    constant = f"the same number of statements however many rows there are{limit}"
    yield Finding(
        message="The number of statements grows with the data.",
        expected=constant if asked.growth == "constant" else f"a number in proportion to the rows{limit}",
        actual=f"{told}\n{_told(biggest)}",
        hint=_hint(biggest),
        where=_repeated_where(biggest),
        cause=_cause(biggest),
    )


def _statements(number: int) -> str:
    return f"{number} statement{'' if number == 1 else 's'}"


def _is_linear(numbers: dict[int, int]) -> bool:
    """Whether no step costs much more a row than the first one did."""
    sizes = sorted(numbers)
    slopes = [(numbers[b] - numbers[a]) / (b - a) for a, b in pairwise(sizes)]
    return all(slope <= max(slopes[0], 1) * 1.5 for slope in slopes)


def _repeated(evidence: RunEvidence) -> tuple[Statement, int] | None:
    """The statement that was sent most often from one line, when it was sent more than once."""
    times: Counter[tuple[str, Where | None]] = Counter()
    for statement in evidence.statements:
        times[(statement.sql, statement.where)] += statement.executions
    for (sql, where), number in times.most_common(1):
        if number > 1:
            return Statement(sql, "", number, where), number
    return None


def _cause(evidence: RunEvidence) -> str:
    """Where one line sends one statement again and again, that is the cause wherever it is counted."""
    found = _repeated(evidence)
    return explain.write_cause(found[0].where, found[0].sql) if found else ""


def _repeated_where(evidence: RunEvidence) -> Where | None:
    found = _repeated(evidence)
    if found:
        return found[0].where
    last = evidence.statements
    return last[-1].where if last else None


def _told(evidence: RunEvidence) -> str:
    """What was sent: repeated statements once, with their count and the line that caused them."""
    times: Counter[tuple[str, Where | None]] = Counter()
    for statement in evidence.statements:
        times[(" ".join(statement.sql.split()), statement.where)] += statement.executions
    listed = times.most_common(6)
    lines = [f"{number} × {sql[:300]}{_line(where)}" for (sql, where), number in listed]
    if others := evidence.client_count - sum(number for _, number in listed):
        lines.append(f"{others} × other statements")
    if evidence.ahead:
        lines.append(f"{evidence.ahead} × before the function was called")
    outside = evidence.outside_sqlalchemy - evidence.ahead
    if outside > 0:
        lines.append(f"{outside} × outside SQLAlchemy (a raw cursor, or inside a driver)")
        seen = evidence.server.statements if evidence.server else ()
        lines += [f"    {' '.join(s.sql.split())[:200]} ({s.calls} times)" for s in seen[:3]]
    if inside := evidence.inside_database:
        lines.append(f"{inside} × inside the database (in a function, a DO block or a trigger)")
        nested = evidence.server.nested if evidence.server else ()
        lines += [f"    {' '.join(s.sql.split())[:200]} ({s.calls} times)" for s in nested[:3]]
    return "\n".join(lines)


def _line(where: Where | None) -> str:
    return f"  ← {where.file}:{where.line}" if where else ""


def _hint(evidence: RunEvidence) -> str:
    found = _repeated(evidence)
    if found:
        line = f" at line {found[0].where.line}" if found[0].where else ""
        return (
            f"The same statement is sent again and again{line}: one query for each row (N+1). Load everything at once:"
            " selectinload or joinedload for related objects, a join with group_by for numbers."
        )
    if not evidence.statements:
        return "Ask the database once for everything that is needed, in one statement."
    return "Ask the database once for everything: a join, or selectinload and joinedload for related objects."
