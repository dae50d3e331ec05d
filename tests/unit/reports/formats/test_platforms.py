"""What each platform's reader wants, rule by rule."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import junitparser
import pytest

from grader.errors import OperatorError
from grader.model import Batch, Outcome, Verdict
from grader.reports.audience import Audience
from grader.reports.document import document
from grader.reports.formats.registry import OF_ONE, REPORTS
from tests.support.grades import CLASSROOM50, HOSTILE, batch, everything, finding, grade, graded, written

Print = Callable[[str, Batch], str]
VERDICTS = {verdict: graded(f"is-{verdict.value}", verdict) for verdict in Verdict}


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Print:
    return lambda name, of: written(name, of, Audience.STUDENT, capsys)


def halves() -> Batch:
    """Points with fractions: 0.5 of 1.5, and 1 of 2.25."""
    one = graded("one", Verdict.FAILED, points=0.5, max_points=1.5)
    return batch(grade(one, graded("two", Verdict.PASSED, points=1, max_points=2.25)))


@pytest.fixture
def of_one() -> Batch:
    """One submission with a check of every verdict."""
    return batch(grade(*VERDICTS.values()))


@pytest.fixture
def not_imported() -> Batch:
    checks = [graded("one", Verdict.SKIPPED), graded("two", Verdict.SKIPPED)]
    return batch(grade(*checks, outcome=Outcome.IMPORT_FAILED, finding=finding("at the import")))


@pytest.mark.parametrize("name", sorted(OF_ONE))
@pytest.mark.parametrize("number", [0, 2])
def test_a_platform_reads_one_submission(name: str, number: int) -> None:
    """What holds one submission refuses none and several, and says how to name one."""
    whole = document(batch(*[grade(*VERDICTS.values())] * number), Audience.STUDENT)

    with pytest.raises(OperatorError, match=f"holds one submission, and these are {number}"):
        REPORTS[name](whole)


# ---- JUnit XML --------------------------------------------------------------------------------


def junit(text: str) -> list[Any]:
    return list(junitparser.JUnitXml.fromstring(text.encode()))


def test_junit_says_the_verdicts(printed: Print) -> None:
    """A reader of JUnit XML finds each check once, with its verdict, and the numbers of them."""
    suites = junit(printed("junit", everything()))

    assert [(8, 2, 2, 2), (0, 0, 0, 0)] == [(s.tests, s.failures, s.errors, s.skipped) for s in suites]
    told = {case.name.partition(":")[0]: [type(each).__name__ for each in case.result] for case in suites[0]}
    assert told["visible-passed"] == []
    assert told["visible-failed"] == ["Failure"]
    assert told["visible-skipped"] == ["Skipped"]
    assert told["hidden-error"] == ["Error"]


def test_junit_names_are_unique(printed: Print) -> None:
    """Of equal names GitLab shows the first alone."""
    same = [graded("one", Verdict.FAILED, title="Same"), graded("two", Verdict.FAILED, title="Same")]
    suites = junit(printed("junit", batch(grade(*same), grade(*same, submission="bob"))))

    names = [(case.classname, case.name) for suite in suites for case in suite]
    assert len(set(names)) == len(names) == 4


def test_junit_says_all_in_the_text(printed: Print) -> None:
    """GitLab shows the text of a failure, others its message: the text says everything, the message its first line."""
    (case,) = junit(printed("junit", batch(grade(VERDICTS[Verdict.FAILED]))))[0]
    (failure,) = case.result

    assert failure.message == "message x (x.py:3)"
    for words in ("message x", "expected: expected x", "actual: actual x", "next: next x"):
        assert words in failure.text


def test_junit_holds_what_xml_cannot(printed: Print) -> None:
    """Characters that XML has no way to write, and markup, come through as text."""
    wild = f"\0\x08\ufffe ]]> & <a> \" ' {HOSTILE}"
    (case,) = junit(printed("junit", batch(grade(graded("one", Verdict.FAILED, text=wild)))))[0]

    assert "]]> & <a> \" '" in case.result[0].text


def test_junit_where_nothing_could_be_graded(printed: Print, not_imported: Batch) -> None:
    """A module that cannot be imported is an error of every check, with the reason."""
    (suite,) = junit(printed("junit", not_imported))

    assert [["Error"]] * 2 == [[type(each).__name__ for each in case.result] for case in suite]
    assert all("message at the import" in case.result[0].text for case in suite)


# ---- for code: SARIF, GitLab ------------------------------------------------------------------


def test_sarif(printed: Print) -> None:
    """Every result has a rule that is listed, a line from 1, a path that is a URI, and a fingerprint that stays."""
    first, second = (json.loads(printed("sarif", everything("a b"))) for _ in range(2))
    (run,) = first["runs"]

    assert first["version"] == "2.1.0"
    assert run["results"]
    assert {result["ruleId"] for result in run["results"]} == {
        r["id"] for r in run["tool"]["driver"]["rules"]
    }
    for result in run["results"]:
        (location,) = (each["physicalLocation"] for each in result["locations"])
        assert location["region"]["startLine"] >= 1
        assert re.fullmatch(r"[\w./%-]+", location["artifactLocation"]["uri"])
    assert [r["partialFingerprints"] for r in run["results"]] == [
        r["partialFingerprints"] for r in second["runs"][0]["results"]
    ]


def test_paths_lead_from_the_working_folder(printed: Print, handed_in: Path) -> None:
    """A finding lies at a path from where the command was called, not from the submission's folder."""
    of = batch(grade(VERDICTS[Verdict.FAILED], path=str(handed_in / "submissions/ada.py")))

    (issue,) = json.loads(printed("gitlab", of))

    assert issue["location"] == {"path": "submissions/x.py", "lines": {"begin": 3}}


def test_gitlab_fingerprints_are_unique(printed: Print) -> None:
    """Issues of one fingerprint are folded into one: none has another's, and each stays the same."""
    twice = graded("one", Verdict.FAILED, findings=(finding(), replace(finding(), actual="other")))
    of = batch(grade(twice, graded("two", Verdict.FAILED)), grade(twice, submission="bob"))

    first, second = (json.loads(printed("gitlab", of)) for _ in range(2))

    assert len({issue["fingerprint"] for issue in first}) == len(first) == 5
    assert first == second
    assert {issue["severity"] for issue in first} <= {"info", "minor", "major", "critical", "blocker"}


# ---- autograders ------------------------------------------------------------------------------


def test_gradescope(printed: Print, of_one: Batch) -> None:
    """The score is the document's, numbers are texts, nothing is hidden, and a status is one of two."""
    results = json.loads(printed("gradescope", of_one))

    assert results["score"] == 2
    assert ["1", "2", "3", "4"] == [test["number"] for test in results["tests"]]
    assert {test["status"] for test in results["tests"]} == {"passed", "failed"}
    assert {results["visibility"], *(test["visibility"] for test in results["tests"])} == {"visible"}
    assert results["stdout_visibility"] == "hidden"
    assert "could not run every check" in results["output"]
    assert results.keys() <= {
        "score", "execution_time", "output", "output_format", "test_output_format", "test_name_format", "visibility",
        "stdout_visibility", "extra_data", "tests", "leaderboard",
    }  # fmt: skip


def test_prairielearn(printed: Print, of_one: Batch) -> None:
    """The score is a share, and points stand on every test."""
    results = json.loads(printed("prairielearn", of_one))

    assert results["score"] == pytest.approx(2 / 6)
    assert all({"points", "max_points"} <= test.keys() for test in results["tests"])
    assert [0] == [test["max_points"] for test in results["tests"] if "is-error" in test["name"]]


def test_prairielearn_takes_no_attempt_for_what_cannot_be_graded(printed: Print, not_imported: Batch) -> None:
    """A module that cannot be imported is not gradable, and has the reason instead of a score."""
    results = json.loads(printed("prairielearn", not_imported))

    assert results["gradable"] is False
    assert "score" not in results
    assert "message at the import" in results["format_errors"][0]


def test_prairielearn_stays_below_a_megabyte(printed: Print) -> None:
    """What is too long is left out, the points are not, and that is said."""
    long = [graded(f"check-{n}", Verdict.FAILED, text="x" * 3900) for n in range(200)]
    text = printed("prairielearn", batch(grade(*long)))

    assert len(text.encode()) < 1_000_000
    assert len(json.loads(text)["tests"]) == 200
    assert "left out" in json.loads(text)["output"]


def test_codegrade(printed: Print) -> None:
    """Each line is a message: comments at the student's lines, some in each, and the points as a fraction at the end."""
    many = graded("many", Verdict.FAILED, findings=tuple(finding(f"f{n % 2}") for n in range(50)))
    *comments, points = map(json.loads, printed("codegrade", batch(grade(many))).splitlines())

    assert points == {"tag": "points", "points": "0/2"}
    items = [
        (file["filename"], item) for each in comments for file in each["comments"] for item in file["items"]
    ]
    assert {file for file, _ in items} == {"f0.py", "f1.py"}
    assert len(items) == 50
    assert all(item["loc"]["start"]["line"] == 3 and item["severity"] == "error" for _, item in items)
    assert all(len(file["items"]) <= 20 for each in comments for file in each["comments"])


def test_github_classroom(printed: Print, of_one: Batch) -> None:
    """One line of base64, with a score on every test: a missing one would become NaN."""
    text = printed("github-classroom", of_one)
    result = json.loads(base64.b64decode(text, validate=False))

    assert text.count("\n") == 1
    assert (result["version"], result["status"], result["max_score"]) == (1, "error", 6)
    assert ["pass", "fail", "fail", "error"] == [
        test["status"]
        for test in sorted(result["tests"], key=lambda t: list(VERDICTS).index(t["test_code"][3:]))
    ]
    assert all(isinstance(test["score"], int | float) for test in result["tests"])


# ---- Classroom 50 -----------------------------------------------------------------------------


def test_classroom50(printed: Print) -> None:
    """No key but the schema's, the runner's words as they are, whole scores, and the commit's moment in UTC."""
    result = json.loads(printed("classroom50", halves()))

    assert result.keys() - {"graded_at", "submitted_by"} == {
        "schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit", "release", "review",
        "datetime", "score", "max-score", "tests",
    }  # fmt: skip
    assert result["assignment_type"] == CLASSROOM50["ASSIGNMENT_TYPE"]
    assert result["datetime"] == "2026-03-01T10:30:00Z"
    numbers = [
        result["score"],
        result["max-score"],
        *(t[key] for t in result["tests"] for key in ("score", "max-score")),
    ]
    assert numbers == [6, 15, 2, 6, 4, 9]
    assert {type(number) for number in numbers} == {int}


def test_classroom50_takes_a_hundred_tests_with_short_names(printed: Print) -> None:
    """No more than a hundred tests, each with a name of a hundred bytes without control characters."""
    many = [graded(f"check-{n}", Verdict.PASSED, title="é\n" * 90) for n in range(120)]

    tests = json.loads(printed("classroom50", batch(grade(*many))))["tests"]

    assert len(tests) == 100
    assert all(len(test["test-name"].encode()) <= 100 and test["test-name"].isprintable() for test in tests)


def test_classroom50_without_its_environment(monkeypatch: pytest.MonkeyPatch, of_one: Batch) -> None:
    """What the runner should have set, and has not, is named."""
    monkeypatch.delenv("OWNER")
    monkeypatch.setenv("REVIEW_URL", "")

    with pytest.raises(OperatorError, match="needs OWNER, REVIEW_URL in the environment"):
        REPORTS["classroom50"](document(of_one, Audience.STUDENT))


def test_classroom50_outside_of_a_repository(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, of_one: Batch
) -> None:
    """Without a commit there is no moment to tell, and that is said."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    with pytest.raises(OperatorError, match="needs the commit that is graded"):
        REPORTS["classroom50"](document(of_one, Audience.STUDENT))


def test_classroom50_runs_nothing_of_the_repository(printed: Print, handed_in: Path, of_one: Batch) -> None:
    """A repository that names a program to check signatures with does not get it run."""
    trap = handed_in / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {handed_in}/ran\n", "utf-8")
    trap.chmod(0o755)
    for setting, value in {"log.showSignature": "true", "gpg.program": str(trap)}.items():
        subprocess.run(["git", "config", setting, value], cwd=handed_in, check=True)

    printed("classroom50", of_one)

    assert not (handed_in / "ran").exists()
