"""The lines of a submission, read on the trusted side.

Where a line is, a worker said: only files inside the submission are ever opened.
"""

from __future__ import annotations

from grader.reports.document import FindingPart, GradePart

_MOST_BYTES = 1_000_000


def read_line(finding: FindingPart, grade: GradePart) -> str | None:
    """The line that a finding points at; None where it names none that is there."""
    if finding.where is None:
        return None
    lines = read_lines(grade, finding.where.file)
    at = finding.where.line
    return lines[at - 1] if 1 <= at <= len(lines) else None


def read_lines(grade: GradePart, file: str) -> list[str]:
    """The lines of ``file``, which is named from the submission's parent folder; a notebook's cells lie beside its module.
    No link is followed: where one has taken the submission's place since it was graded, it leads to somebody else's
    lines."""
    submission = grade.files
    root = submission.parent.resolve() / submission.name
    paths = ((above / file).resolve() for above in (root.parent, root))
    inside = (path for path in paths if path == root or root in path.parents)
    try:
        path = next((path for path in inside if path.is_file()), None)
        if path is None or path.stat().st_size > _MOST_BYTES:
            return []
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
