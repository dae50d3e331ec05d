"""Facts come from PostgreSQL: no lie that a submission can tell changes a verdict on statements or rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.language.checks import ScenarioCheck
from grader.language.exercise import Exercise
from tests.support.repository import ROOT

HERE = Path(__file__).parent
SOLUTIONS = ROOT / "solutions" / "blog"
MODULES = (
    "reference/modern.py",
    "rejected/count-one-statement/count_query_per_post.py",
    "rejected/count-one-statement/len_of_lazy_comments.py",
    "rejected/post-statements/one_query_per_comment.py",
    "rejected/posts-statements/refresh_each.py",
    "rejected/create-is-durable/flush_instead_of_commit.py",
    "rejected/create-is-durable/posts_never_linked.py",
)
LIES = sorted((HERE / "lies").glob("*.py"))
REACH = (HERE / "reach_worker.py").read_text("utf-8")
"""What begins each lie: the worker's modules are not found by name."""

SAID: dict[str, Callable[[dict[str, Any]], bool]] = {
    "silence": lambda run: run["client"] == 0,
    "invention": lambda run: all("everything" in said["sql"] for said in run["statements"]),
}
"""What a lie makes the worker say of a run: without it, the lie was not told, and proves nothing."""

Grade = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def factual(blog: Exercise) -> tuple[str, ...]:
    """The checks that look at statements or rows."""
    return tuple(
        check.id
        for check in blog.checks
        if isinstance(check, ScenarioCheck)
        and (
            check.expect.statements
            or check.expect.rows is not None
            or check.expect.added is not None
            or check.expect.reference
        )
    )


def verdicts(graded: dict[str, Any]) -> dict[str, str]:
    return {check["id"]: check["verdict"] for check in graded["checks"]}


def counts(graded: dict[str, Any]) -> dict[str, list[int]]:
    """What the server counted, for each run of each check."""
    return {check["id"]: [run["server"] for run in check["runs"]] for check in graded["checks"]}


def told(graded: dict[str, Any]) -> list[dict[str, Any]]:
    return [run for check in graded["checks"] for run in check["runs"]]


@pytest.mark.parametrize("module", MODULES, ids=lambda name: Path(name).stem)
def test_lies_change_no_verdict_on_statements_or_rows(
    module: str, grade: Grade, factual: tuple[str, ...], tmp_path: Path
) -> None:
    """Whatever a submission does to its worker, its statements and rows are judged as those of the honest file."""
    source = SOLUTIONS / module
    honest = grade(source, only=factual)
    mistake = None if source.parent.name == "reference" else source.parent.name
    assert mistake is None or verdicts(honest)[mistake] == "failed"
    assert honest["errors"] == 0
    assert any(run["client"] > 0 for run in told(honest))

    for lie in LIES:
        path = tmp_path / lie.stem / source.name
        path.parent.mkdir()
        path.write_text("\n\n".join((REACH, lie.read_text("utf-8"), source.read_text("utf-8"))), "utf-8")
        forged = grade(path, only=factual)

        assert all(map(SAID[lie.stem], told(forged))), f"{lie.stem}: the lie was not told"
        assert verdicts(honest) == verdicts(forged), lie.stem
        assert counts(honest) == counts(forged), lie.stem


@pytest.mark.parametrize("raw", sorted((HERE / "raw").glob("*.py")), ids=lambda path: path.stem)
def test_statements_beside_sqlalchemy_count(raw: Path, grade: Grade, tmp_path: Path) -> None:
    """A loop over a raw cursor counts like any other, and is shown to have gone past SQLAlchemy."""
    path = tmp_path / raw.name
    path.write_text((SOLUTIONS / MODULES[0]).read_text("utf-8") + "\n\n" + raw.read_text("utf-8"), "utf-8")

    graded = grade(path, only=("count-comments", "count-one-statement"))

    assert verdicts(graded)["count-comments"] == "passed"
    check = next(check for check in graded["checks"] if check["id"] == "count-one-statement")
    assert check["verdict"] == "failed"
    largest = max(check["runs"], key=lambda run: run["size"])
    posts = 2 * largest["size"]
    expected = {"client": 1, "outside_sqlalchemy": posts, "server": posts + 1}
    assert expected == {key: largest[key] for key in expected}
    assert "outside SQLAlchemy" in check["findings"][0]["actual"]


@pytest.mark.parametrize("ahead", sorted((HERE / "ahead").glob("*.py")), ids=lambda path: path.stem)
def test_statements_before_the_acts_count(ahead: Path, grade: Grade, tmp_path: Path) -> None:
    """A submission that sends its statements while a run is opened, before the acts, earns nothing by it."""
    path = tmp_path / ahead.name
    parts = ((SOLUTIONS / MODULES[0]).read_text("utf-8"), REACH, ahead.read_text("utf-8"))
    path.write_text("\n\n".join(parts), "utf-8")

    graded = grade(path, only=("count-comments", "count-one-statement"))

    assert verdicts(graded)["count-one-statement"] == "failed"
