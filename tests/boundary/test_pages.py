"""Reports in a real browser: nothing leaves the page, nothing goes wrong in it, nothing sticks out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.commands.tools import isolation_info, postgres_info, versions
from grader.grading import Grading
from grader.model import Batch, Finding, Grade
from grader.reports.audience import Audience
from grader.reports.document import document
from grader.reports.folder import Folder
from grader.running import Tools
from grader.spec.exercise import Exercise
from grader.submissions import Submission

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
SAMPLES = ("modern_typed", "flushes_only", "poor", "n_plus_one", "unfinished")
HOSTILE = "</pre></p><script>document.title='owned';fetch('http://127.0.0.1:9/')</script><img src=x onerror=alert(1)>"

playwright = pytest.importorskip("playwright.sync_api", reason="the browser extra is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")


@pytest.fixture(scope="module")
def grades(tools: Tools, blog: Exercise) -> list[Grade]:
    with Grading(blog, tools) as grading:
        paths = [ROOT / "submissions" / "blog" / f"{name}.py" for name in SAMPLES]
        return [grading.grade(Submission(path, "blog"), [1])[0] for path in paths]


def hostile(grade: Grade) -> Grade:
    """The grade of a submission that puts markup, and a megabyte, wherever its words are shown."""
    finding = Finding(HOSTILE, HOSTILE * 3, "x" * 1_000_000, HOSTILE)
    checks = tuple(replace(check, findings=(finding,) if check.findings else ()) for check in grade.checks)
    return replace(
        grade, submission=f"hostile {HOSTILE}", path="/nowhere/hostile.py", checks=checks, notes=(HOSTILE,)
    )


@pytest.fixture(scope="module")
def pages(grades: list[Grade], tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The pages of all samples and of a hostile one, for a student and for an instructor, with their index."""
    found: list[Path] = []
    for audience in Audience:
        everything = (*grades, hostile(grades[2]))
        batch = Batch(postgres_info(tools), isolation_info(tools), versions(), 1, everything)
        whole = document(batch, audience)
        folder = Folder.of(
            tmp_path_factory.mktemp(audience.value), [(g.path, g.exercise) for g in everything]
        )
        for grade in whole.grades:
            folder.add(whole.model_copy(update={"grades": [grade]}))
        folder.finish(whole)
        found += sorted(folder.path.glob("*.html"))
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_a_page_is_quiet_and_fits(browser: Any, pages: list[Path], width: int, colours: str) -> None:
    """No page asks for anything else, writes to the console, runs a submission's markup or sticks out."""
    for path in pages:
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=colours)
        seen: list[str] = []
        page.on("request", lambda request, seen=seen: seen.append(request.url))
        page.on("console", lambda message, seen=seen: seen.append(f"console: {message.text}"))
        page.on("pageerror", lambda error, seen=seen: seen.append(f"error: {error}"))
        page.on("dialog", lambda dialog, seen=seen: seen.append(f"dialog: {dialog.message}"))
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert [path.as_uri()] == [url for url in seen if not url.startswith("data:")], path.name
        assert "owned" != page.title()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        page.close()


def test_the_first_screen_says_what_to_mend(browser: Any, pages: list[Path]) -> None:
    """The first screen shows points, verdicts and the check to mend first."""
    (path,) = [page for page in pages if page.name == "blog-flushes_only.html" and "student" in str(page)]
    page = browser.new_page(viewport={"width": 1200, "height": 700})
    page.goto(path.as_uri())
    box = page.get_by_text("Mend this first").bounding_box()
    assert box is not None
    assert box["y"] < 700
    assert page.get_by_text("27 / 37").is_visible()
    page.close()


def test_a_long_text_is_cut_with_a_note(pages: list[Path]) -> None:
    """A megabyte of a submission's text does not make a megabyte of page, and the page says so."""
    (path,) = [page for page in pages if "hostile" in page.name and "instructor" in str(page)]
    text = path.read_text(encoding="utf-8")
    assert len(text) < 500_000
    assert "1000000 characters in all" in text


def test_a_students_page_holds_nothing_hidden(pages: list[Path], grades: list[Grade]) -> None:
    """No finding, statement or drawn value of a hidden check is anywhere in a student's folder."""
    folder = next(page.parent for page in pages if "student" in str(page))
    written = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    hidden = [
        check for one in grades for check in one.checks if check.visibility == "hidden" and check.findings
    ]
    assert hidden
    for check in hidden:
        for finding in check.findings:
            for text in (finding.expected, finding.actual):
                for line in (text or "").splitlines():
                    if len(line) > 30:
                        assert line not in written, check.id
