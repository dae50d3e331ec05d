"""``--format markdown``: for a job's summary on a forge. A submission's text is never read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.reports.document import CheckPart, FindingPart, GradePart, Grades
from grader.reports.parts.prose import clean, cut
from grader.terminal import OUTPUT

_SIGNS = {"passed": "✅", "failed": "❌", "skipped": "➖", "error": "⚠️"}
_MOST_BYTES = 900_000
"""A forge takes a summary of up to 1 MiB a step."""
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


def write(document: Grades) -> None:
    OUTPUT.write(text(document))


def text(document: Grades) -> str:
    """The whole summary, cut to what a forge takes."""
    written, size = [], 0
    for part in _parts(document):
        size += len(part.encode())
        if size > _MOST_BYTES:
            written.append("\n… The rest was left out: this summary would be too long.\n")
            break
        written.append(part)
    return "".join(written)


def _parts(document: Grades) -> Iterator[str]:
    yield "| Submission | Points | Passed | Failed | Skipped | |\n|---|---:|---:|---:|---:|---|\n"
    for grade in document.grades:
        numbers = [
            sum(check.verdict == verdict for check in grade.checks)
            for verdict in ("passed", "failed", "skipped")
        ]
        cells = [plain(grade.submission), f"{grade.points:g}/{grade.max_points:g}", *map(str, numbers)]
        yield f"| {' | '.join(cells)} | {plain(grade.outcome.replace('_', ' '))} |\n"
    for grade in document.grades:
        if not grade.passed:
            yield from _grade(grade)
    counted = "" if document.postgres["counts"] else ", statements counted by the client only"
    yield (
        f"\nPostgreSQL {document.postgres['version']} ({document.postgres['provider']}{counted}),"
        f" isolation: {plain(document.kept_apart)}, seed {document.seed}\n"
    )


def _grade(grade: GradePart) -> Iterator[str]:
    yield f"\n### {plain(grade.submission)}: {grade.points:g}/{grade.max_points:g}\n"
    if grade.finding:
        yield _finding(grade.finding)
    for check in grade.checks:
        if check.verdict != "passed" and not grade.finding:
            yield _check(check)


def _check(check: CheckPart) -> str:
    lines = [f"\n{_SIGNS[check.verdict]} **{plain(check.title)}** ({check.points:g}/{check.max_points:g})\n"]
    if check.reason:
        lines.append(f"\n{plain(check.reason)}\n")
    lines += [f"\n- {plain(part.title)} ({part.points:g}/{part.max_points:g})\n" for part in check.parts]
    lines += [_finding(finding) for finding in check.findings]
    return "".join(lines)


def _finding(finding: FindingPart) -> str:
    if finding.same_as:
        return f"\nSame cause as {plain(finding.same_as)}.\n"
    where = f" at {plain(f'{finding.where.file}:{finding.where.line}')}" if finding.where else ""
    lines = [f"\n{plain(finding.message)}{where}\n"]
    for label, value in (("expected", finding.expected), ("actual", finding.actual)):
        if value is not None:
            lines.append(f"\n{label}:\n\n{_fenced(cut(value))}\n")
    if finding.hint:
        lines.append(f"\n**Next:** {plain(finding.hint)}\n")
    return "".join(lines)


def plain(value: str) -> str:
    """One line of text that says nothing but itself, in a table too."""
    one_line = "".join(c if c.isprintable() else " " for c in " ".join(cut(value).split()))
    return _MARKUP.sub(r"\\\1", one_line).replace("&", "&amp;").replace("\\<", "&lt;").replace("\\>", "&gt;")


def _fenced(value: str) -> str:
    """A block of text, fenced with more back quotes than it holds in a row."""
    value = clean(value)
    longest = max((len(run) for run in re.findall(r"`+", value)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{value}\n{fence}"
