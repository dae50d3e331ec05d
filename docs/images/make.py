"""Makes the pictures of this folder in a real browser: reports of a good, a middling and a bad submission, and a finding.

    python docs/images/make.py

Needs Chromium and the `browser` extra.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
PICTURES = {"good": "modern_typed", "middling": "flushes_only", "bad": "poor"}
FINDING = ("n_plus_one", "post-statements")
"""A submission, and the check of it that is shown as ``growth.png``."""
SEED = 1


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.stderr.write("There is no Chromium on this machine.\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        submissions = [f"submissions/blog/{name}.py" for name in [*PICTURES.values(), FINDING[0]]]
        command = [
            sys.executable,
            "-m",
            "grader",
            "grade",
            *submissions,
            "--seed",
            str(SEED),
            "--report",
            folder,
        ]
        subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for picture, name in PICTURES.items():
                page = browser.new_page(viewport={"width": 900, "height": 1000})
                page.goto((Path(folder) / f"blog-{name}.html").as_uri())
                page.screenshot(path=ROOT / "docs" / "images" / f"{picture}.png")
            page = browser.new_page(viewport={"width": 900, "height": 1000}, device_scale_factor=2)
            page.goto((Path(folder) / f"blog-{FINDING[0]}.html").as_uri())
            page.locator(f"#{FINDING[1]}").screenshot(path=ROOT / "docs" / "images" / "growth.png")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
