"""``--format junit``: JUnit XML, as GitLab, Jenkins, Azure and many others read it.

There is no schema that everybody keeps to. GitLab shows the text of a failure's element, not its attribute, and of equal
names only the first (docs.gitlab.com/ci/testing/unit_test_reports): so the text says everything, and names are unique.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from grader.reports.document import CheckPart, GradePart, Grades
from grader.reports.parts.plain import seconds, source_path, tell_isolation, told, told_of_check
from grader.reports.parts.prose import clean
from grader.terminal import OUTPUT

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write (www.w3.org/TR/xml/#charsets)."""
_TAGS = {"failed": "failure", "error": "error", "skipped": "skipped"}


def write(document: Grades) -> None:
    tell_isolation(document)
    for part in _parts(document):
        OUTPUT.write(part)


def _parts(document: Grades) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f"<testsuites name={_attribute(f'ormgrader {document.grader}')}>\n"
    for grade in document.grades:
        yield from _suite(grade, document)
    yield "</testsuites>\n"


def _suite(grade: GradePart, document: Grades) -> Iterator[str]:
    name = f"{grade.exercise}.{grade.submission}"
    verdicts = ["error" if grade.finding else check.verdict for check in grade.checks]
    numbers = {
        "tests": len(verdicts),
        "failures": verdicts.count("failed"),
        "errors": verdicts.count("error"),
        "skipped": verdicts.count("skipped"),
    }
    counted = " ".join(f'{key}="{number}"' for key, number in numbers.items())
    time = round(sum(seconds(check) for check in grade.checks), 3)
    yield f'  <testsuite name={_attribute(name)} {counted} time="{time}">\n'
    yield "    <properties>\n"
    for key, value in _properties(grade, document).items():
        yield f"      <property name={_attribute(key)} value={_attribute(value)}/>\n"
    yield "    </properties>\n"
    for check in grade.checks:
        yield from _case(check, grade, name)
    yield "  </testsuite>\n"


def _properties(grade: GradePart, document: Grades) -> dict[str, str]:
    return {
        "points": f"{grade.points:g}",
        "max_points": f"{grade.max_points:g}",
        "seed": str(document.seed),
        "isolation": document.kept_apart,
    }


def _case(check: CheckPart, grade: GradePart, suite: str) -> Iterator[str]:
    where = next((finding.where for finding in check.findings if finding.where), None)
    attributes = {
        "name": f"{check.id}: {check.title}",
        "classname": suite,
        "file": source_path(grade, where),
        **({"line": str(where.line)} if where else {}),
        "time": f"{seconds(check)}",
    }
    opened = "    <testcase " + " ".join(f"{key}={_attribute(value)}" for key, value in attributes.items())
    tag = "error" if grade.finding else _TAGS.get(check.verdict)
    if tag is None:
        yield f"{opened}/>\n"
        return
    text = told(grade.finding) if grade.finding else told_of_check(check)
    message = text.partition("\n")[0]
    kind = "" if tag == "skipped" else f" type={_attribute(check.kind)}"
    yield f"{opened}>\n      <{tag} message={_attribute(message)}{kind}>{_text(text)}</{tag}>\n    </testcase>\n"


def _attribute(value: str) -> str:
    return quoteattr(_allowed(value), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _text(value: str) -> str:
    return escape(_allowed(value))


def _allowed(value: str) -> str:
    return _NOT_IN_XML.sub("�", clean(value))
