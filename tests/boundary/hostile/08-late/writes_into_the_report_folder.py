# tries: Writes into folders of reports near its own.
# outcome: completed
# on: wrong
# points: 1

import atexit
import glob
import os
from pathlib import Path


def _forge():
    for parent in Path(__file__).resolve().parents:
        for folder in ("report", "reports"):
            try:
                (parent / folder / "index.html").stat()
                (parent / folder / "hostile-report.html").write_text("10 of 10")
            except OSError:
                pass


_forge()
atexit.register(_forge)
