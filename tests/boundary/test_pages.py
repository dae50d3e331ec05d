"""Reports in a real browser: nothing leaves the page, nothing goes wrong in it, nothing sticks out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
playwright = pytest.importorskip("playwright.sync_api", reason="the browser extra is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")


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
    box = page.get_by_text("Fix this first").bounding_box()
    assert box is not None
    assert box["y"] < 700
    assert page.get_by_text("27 / 37").is_visible()
    page.close()
