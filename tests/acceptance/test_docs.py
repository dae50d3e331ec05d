"""What the documents tell a reader to type works as it stands."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from grader import __version__
from tests.support.archives import zipped
from tests.support.repository import ROOT

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
NAMED = re.compile(r"`((?:grader|tests|benchmarks|docs)/[\w./-]+)`")
"""A path of the repository, in back quotes."""

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Every line of a shell block that begins with ``grader``, without its comment."""
    lines = [
        line.split("  #")[0].strip()
        for document in DOCUMENTS
        for block in BLOCK.findall(document.read_text(encoding="utf-8"))
        for line in block.splitlines()
    ]
    return sorted({line for line in lines if line.startswith("grader ")})


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the repository's course, which a command may write to, and what a platform gives beside it."""
    for name in ("docs", "exercises", "solutions", "submissions"):
        shutil.copytree(ROOT / name, tmp_path / name, symlinks=True)
    poor = (ROOT / "submissions/blog/poor.py").read_text(encoding="utf-8")
    canvas = {"lovelaceada_1201_55301_blog.py": poor, "hoppergrace_1202_55302_blog-1.py": poor}
    with zipfile.ZipFile(zipped(tmp_path / "hw4_submissions.zip", canvas)) as archive:
        archive.extractall(tmp_path / "hw4_submissions")
    (tmp_path / "handed_in").mkdir()
    (tmp_path / "handed_in/ada_hw4_blog.py").write_text(poor, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_documents_runs(command: str, course: Path) -> None:
    """A command of the documents ends as a grader does that has graded: with 0 or 1, and an output."""
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        cwd=course,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout


def test_the_workflow_for_courses_writes_a_summary(tmp_path: Path) -> None:
    """The grading step of the example workflow fills the job's summary and ends with the grader's exit code."""
    steps = yaml.safe_load((ROOT / "docs" / "ci" / "grade.yml").read_text(encoding="utf-8"))["jobs"]["grade"][
        "steps"
    ]
    (script,) = [step["run"] for step in steps if step.get("name") == "Grade"]
    script = script.replace(
        "submissions/*", shlex.quote(str(ROOT / "submissions" / "blog" / "flushes_only.py"))
    )
    script = script.replace("--report report", f"--report {shlex.quote(str(tmp_path / 'report'))}")
    summary = tmp_path / "summary"
    environment = {
        **os.environ,
        "GITHUB_STEP_SUMMARY": str(summary),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    script = script.replace("summary.md", shlex.quote(str(tmp_path / "summary.md")))
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "| flushes\\_only | 27/37 |" in summary.read_text(encoding="utf-8")
    assert (tmp_path / "report" / "index.html").exists()


def test_the_readme_names_files_that_are_there() -> None:
    """A link of a document to a file of the repository leads to a file."""
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_a_path_that_a_document_names_is_there() -> None:
    """A file or folder of the repository that a document names exists, but for NAME, which stands for a new one."""
    for document in DOCUMENTS:
        for path in NAMED.findall(document.read_text(encoding="utf-8")):
            assert "NAME" in path or (ROOT / path).exists(), f"{document.name}: {path}"


def test_a_test_that_a_document_names_is_there() -> None:
    """A promise is shown by the test that stands beside it, so the test exists under that name."""
    there = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    for document in DOCUMENTS:
        for name in re.findall(r"`(test_\w+\.py)`", document.read_text(encoding="utf-8")):
            assert name in there, f"{document.name}: {name}"


def test_a_link_within_a_document_leads_to_a_heading() -> None:
    """A link to a part of a document leads to a heading that is there."""
    for document in DOCUMENTS:
        for target, anchor in re.findall(r"\]\(([^):#]*)#([^)]+)\)", document.read_text(encoding="utf-8")):
            leads_to = document.parent / target if target else document
            assert anchor in anchors(leads_to), f"{document.name}: {target}#{anchor}"


def anchors(document: Path) -> set[str]:
    """What a forge makes of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_reference_is_that_of_the_language() -> None:
    """docs/reference.md is what docs/reference.py makes of the language now."""
    made = subprocess.run(
        [sys.executable, ROOT / "docs/reference.py"], capture_output=True, text=True, check=True
    ).stdout
    assert made == (ROOT / "docs/reference.md").read_text(encoding="utf-8")


def test_the_changelog_knows_the_version() -> None:
    """The changelog has a section for the version that the package bears."""
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
