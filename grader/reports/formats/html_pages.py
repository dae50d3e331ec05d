"""``--report``: pages for people. One file a submission, which needs nothing else; text is always text."""

from __future__ import annotations

import shlex
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from pygments.formatters import HtmlFormatter

from grader.reports.document import CheckPart, GradePart, Grades
from grader.reports.parts import prose, statements
from grader.reports.parts.chart import chart
from grader.reports.parts.sources import excerpt


def submission_page(grade: GradePart, document: Grades) -> str:
    """The page of one submission."""
    template = _environment().get_template("submission.html")
    return prose.clean(
        template.render(
            grade=grade,
            document=document,
            first=_first(grade),
            replay=replay(grade, document),
            highlighting=_highlighting(),
        )
    )


def index_page(document: Grades, pages: list[str]) -> str:
    """The page that leads to all others; ``pages`` are their file names, in the order of the grades."""
    template = _environment().get_template("index.html")
    return prose.clean(template.render(document=document, pages=pages, highlighting=""))


def replay(grade: GradePart, document: Grades) -> str:
    """The command that grades this submission again, with the same data."""
    parts = [
        "grader",
        "grade",
        grade.path,
        "--exercise",
        grade.exercise,
        "--seed",
        str(document.seed),
        "--for",
        "instructor",
    ]
    return " ".join(shlex.quote(part) for part in parts)


def _first(grade: GradePart) -> CheckPart | None:
    """The check to fix first: others may wait for it."""
    return next((check for check in grade.checks if check.verdict == "failed"), None)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("grader.reports"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "points": lambda points: f"{points:g}",
        "number": lambda grade, verdict: sum(check.verdict == verdict for check in grade.checks),
        "cut": prose.cut,
        "prose": prose.prose,
        "expected_lines": prose.expected_lines,
        "actual_lines": prose.actual_lines,
        "source": excerpt,
        "statements": statements.listing,
        "chart": chart,
        "first_failed": _first,
        "is_link": lambda text: text.startswith(("https://", "http://")),
    }
    return environment


@cache
def _highlighting() -> str:
    """Pygments' colours, for light and for dark."""
    light = _colours("default")
    dark = _colours("github-dark")
    return f"{_only_tokens(light)}\n@media (prefers-color-scheme: dark) {{ {_only_tokens(dark)} }}"


def _only_tokens(css: str) -> str:
    """Without the rules for the block itself, which the page has its own of."""
    return "\n".join(line for line in css.splitlines() if line.startswith("pre ."))


def _colours(style: str) -> str:
    return str(HtmlFormatter(style=style).get_style_defs("pre"))  # type: ignore[no-untyped-call]
