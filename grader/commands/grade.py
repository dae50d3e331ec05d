"""``grader grade``: submissions in, grades out."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.prompt import Prompt
from rich.text import Text

from grader.checks import judge
from grader.commands.tools import (
    IsolationChoice,
    isolation_info,
    open_tools,
    postgres_info,
    progress,
    versions,
)
from grader.course.contents import shown
from grader.course.course import find_course
from grader.course.submissions import (
    Ask,
    Submission,
    find,
    remarks,
)
from grader.errors import OperatorError
from grader.faults import FaultLog
from grader.grading.grading import Grading
from grader.language.exercise import Exercise
from grader.model import Batch, Grade
from grader.reports.audience import Audience
from grader.reports.document import GradePart, Grades, document, grade_part, printable
from grader.reports.folder import Folder
from grader.reports.formats.registry import REPORTS
from grader.running.subject import Tools
from grader.terminal import ERRORS, error_console
from grader.wording import unknown


@dataclass(frozen=True)
class Options:
    paths: Sequence[Path]
    exercise: str | None
    postgres: str
    image: str
    isolation: IsolationChoice
    format: str
    audience: Audience
    seed: int | None
    only: Sequence[str]
    jobs: int
    report: Path | None
    resume: bool


def run(options: Options) -> int:
    """Grade, report, and say whether every submission passed (0) or not (1)."""
    course = find_course(Path.cwd())
    submissions = find(options.paths, course.slugs, options.exercise, _asking(course.slugs))
    _tell(remarks(options.paths, course.slugs))
    exercises = {slug: course.exercise(slug) for slug in dict.fromkeys(s.exercise for s in submissions)}
    _check_only(options.only, exercises)
    folder = _folder(options, submissions)
    faults = FaultLog(versions(), options.report / "faults" if options.report else None)
    with open_tools(options.postgres, options.image, options.isolation) as tools:
        frame = _frame(tools, _seed(options, folder), options.audience)
        done = _finished(submissions, folder, frame) if folder and options.resume else {}
        missing = [submission for submission in submissions if submission not in done]
        try:
            for submission, grade in _graded(missing, exercises, tools, frame.seed, options, faults):
                _tell(f"{submission.path}: {fault}" for fault in judge.faults(grade.checks))
                done[submission] = _reported(grade, frame, folder, options.audience, faults)
        finally:
            whole = frame.model_copy(update={"grades": [done[s] for s in submissions if s in done]})
            _report(whole, folder, options.format)
    return 0 if all(grade.passed for grade in whole.grades) else 1


def _tell(remarks: Iterable[str]) -> None:
    for remark in remarks:
        ERRORS.write(f"{remark}\n")


def _frame(tools: Tools, seed: int, audience: Audience) -> Grades:
    """The document without its grades."""
    return document(Batch(postgres_info(tools), isolation_info(tools), versions(), seed, ()), audience)


def _reported(
    grade: Grade, frame: Grades, folder: Folder | None, audience: Audience, faults: FaultLog
) -> GradePart:
    """The grade as a part of the document, written into the folder. Where a submission's words cannot be written, its
    verdicts are written without them."""
    try:
        return _add(grade, frame, folder, audience)
    except OperatorError:
        raise
    except Exception as error:
        fault = faults.record(f"the report of {grade.path}", error)
        _tell([f"{grade.path}: the report leaves out what the submission says: {fault}"])
        return _add(grade.without_words(str(fault)), frame, folder, audience)


def _add(grade: Grade, frame: Grades, folder: Folder | None, audience: Audience) -> GradePart:
    part = grade_part(grade, audience)
    if folder:
        folder.add(frame.model_copy(update={"grades": [part]}))
    return part


def _report(whole: Grades, folder: Folder | None, format_: str) -> None:
    """What there is to report, also when it is not all that was asked for."""
    if not whole.grades:
        return
    REPORTS[format_](whole)
    if folder:
        folder.finish(whole)
        _tell([f"report: {shown(folder.path / 'index.html')}"])


def _folder(options: Options, submissions: Sequence[Submission]) -> Folder | None:
    if options.report is None:
        if options.resume:
            raise OperatorError("--resume goes on with the reports in a folder", "Name it with --report DIR.")
        return None
    return Folder.of(options.report, [(printable(str(s.path)), s.exercise) for s in submissions])


def _seed(options: Options, folder: Folder | None) -> int:
    """The seed asked for, else that of the reports to go on with, else a new one."""
    if options.seed is not None:
        return options.seed
    found = folder.seed() if folder and options.resume else None
    return random.SystemRandom().randrange(1_000_000) if found is None else found


def _finished(
    submissions: Sequence[Submission], folder: Folder, frame: Grades
) -> dict[Submission, GradePart]:
    """What an earlier command has finished already."""
    found = {
        submission: folder.finished(printable(str(submission.path)), frame) for submission in submissions
    }
    return {submission: grade for submission, grade in found.items() if grade}


def _asking(slugs: Sequence[str]) -> Ask:
    """Asks at the terminal, the same question once for all submissions."""
    answers: list[str] = []

    def ask(path: Path) -> str | None:
        if not answers and sys.stdin.isatty():
            question = Text(f"Which exercise is {shown(path)} for?")
            answers.append(Prompt.ask(question, choices=list(slugs), console=error_console()))
        return answers[0] if answers else None

    return ask


def _check_only(only: Sequence[str], exercises: Mapping[str, Exercise]) -> None:
    known = [check.id for exercise in exercises.values() for check in exercise.checks]
    for name in only:
        if name not in known:
            raise OperatorError(unknown("check", name, known))


def _graded(
    submissions: Sequence[Submission],
    exercises: Mapping[str, Exercise],
    tools: Tools,
    seed: int,
    options: Options,
    faults: FaultLog,
) -> Iterator[tuple[Submission, Grade]]:
    """Grades as they are ready, with a progress bar when there is more than one."""
    with ExitStack() as stack:
        gradings = {
            slug: stack.enter_context(Grading(exercise, tools, faults))
            for slug, exercise in exercises.items()
        }
        pool = ThreadPoolExecutor(max_workers=max(1, options.jobs))
        # Not waited for: after an interruption a submission may still hang, and nothing of it is wanted.
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        futures: dict[Future[list[Grade]], Submission] = {
            pool.submit(gradings[s.exercise].grade, s, [seed], options.only): s for s in submissions
        }
        bar = stack.enter_context(progress(len(submissions)))
        task = bar.add_task("grading", total=len(submissions))
        for future in as_completed(futures):
            yield futures[future], future.result()[0]
            bar.advance(task)
