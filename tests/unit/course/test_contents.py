"""What is read of a submission's files, which may have become anything since they were looked at."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course.contents import head, imported

OTHERS: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a link": lambda path: path.symlink_to(__file__),
    "a folder": lambda path: path.mkdir(),
    "nothing": lambda _: None,
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other kinds of files")
@pytest.mark.parametrize("name", OTHERS)
def test_only_files_are_read(name: str, tmp_path: Path) -> None:
    """What is no file any more is not read, not followed and not waited for."""
    path = tmp_path / "ada.py"
    OTHERS[name](path)
    with pytest.raises(OSError, match=r"ada\.py"):
        head(path, 10)
    assert frozenset() == imported(path)


def test_no_more_is_read_than_asked_for(tmp_path: Path) -> None:
    """Of a file of any size only its beginning is read."""
    path = tmp_path / "ada.py"
    path.write_text("import os\n")
    os.truncate(path, 200 * 2**30)
    assert b"import" == head(path, 6)
    assert frozenset({"os"}) == imported(path)
