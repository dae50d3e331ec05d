"""``grader grade``: submissions in, grades out."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.prompt import Prompt
from rich.text import Text

from grader.batch.events import Event, Found, Graded
from grader.batch.executors.threads import ThreadExecutor
from grader.batch.items import Item
from grader.batch.runner import BatchPlan, Runner
from grader.batch.store import FolderStore, NoStore, Store
from grader.checks import judge
from grader.commands import options
from grader.commands.progress import ProgressBar
from grader.course.contents import shown
from grader.course.course import Course, find_course
from grader.course.packages import require_packages
from grader.course.submissions import Ask, find, remarks
from grader.errors import OperatorError
from grader.faults import FaultLog
from grader.grading.control import NO_CONTROL, Control
from grader.language.exercise import Exercise
from grader.model import Batch
from grader.postgres.providers.container import DEFAULT_IMAGE
from grader.reports.audience import Audience
from grader.reports.document import GradePart, Grades, document, printable
from grader.reports.folder import Folder
from grader.reports.formats.registry import REPORTS
from grader.reports.kept import KeptGrades
from grader.running.before import require_before
from grader.running.tools import IsolationChoice, Tools, isolation_info, open_tools, postgres_info, versions
from grader.terminal import ERRORS, error_console
from grader.wording import unknown

if TYPE_CHECKING:  # mypy cannot follow an enumeration that is made from a registry
    Format = StrEnum
else:
    Format = StrEnum("Format", {name.upper(): name for name in REPORTS})


_ALL = 100.0


@dataclass(frozen=True)
class Options:
    """What one command asks for."""

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
    control: Control = NO_CONTROL


def grade(
    paths: Annotated[list[Path], typer.Argument(help="Modules, package folders, or folders of submissions.")],
    exercise: Annotated[
        str | None, typer.Option(help="The exercise, where the path does not tell it.")
    ] = None,
    postgres: options.Postgres = "auto",
    image: options.Image = DEFAULT_IMAGE,
    isolation: options.Isolation = IsolationChoice.AUTO,
    format_: Annotated[Format, typer.Option("--format", help="What is printed.")] = Format("text"),  # noqa: B008
    audience: Annotated[
        Audience,
        typer.Option("--for", help="Whose report: a student's shows hidden checks by title and hint only."),
    ] = Audience.STUDENT,
    seed: Annotated[
        int | None, typer.Option(help="Draws the data; the same seed gives the same grades.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this check and what it requires.")] = None,
    jobs: options.Jobs = options.JOBS,
    report: Annotated[
        Path | None, typer.Option(help="A folder for the reports: a page for each submission, and an index.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Grade only what --report does not hold yet.")
    ] = False,
    control: Annotated[
        str,
        typer.Option(
            help="Grade that share of the checks twice, such as 5%: again with a new process and a new copy of the"
            " database for each run. Differences are printed."
        ),
    ] = "0%",
) -> int:
    """Grade submissions."""
    return run(
        Options(
            paths,
            exercise,
            postgres,
            image,
            isolation,
            format_.value,
            audience,
            seed,
            only or (),
            jobs,
            report,
            resume,
            read_share(control),
        )
    )


def read_share(share: str) -> Control:
    """From a percentage. Raises ``OperatorError``."""
    match = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)%?", share)
    if match is None or float(match[1]) > _ALL:
        raise OperatorError(
            f"--control {share} is not a share of the checks", "Give it as a percentage, such as 5%."
        )
    return Control(float(match[1]) / _ALL)


def run(asked: Options) -> int:
    """Grade, report, and say whether every submission passed (0) or not (1)."""
    items = _items(asked, find_course(Path.cwd()))
    require_packages({item.exercise.slug: item.exercise for item in items}.values())
    _check_only(asked.only, {item.exercise.slug: item.exercise for item in items})
    folder = _folder(asked, items)
    faults = FaultLog(versions(), asked.report / "faults" if asked.report else None)
    with open_tools(asked.postgres, asked.image, asked.isolation) as tools:
        require_before({item.exercise.slug: item.exercise for item in items}.values(), tools.servers)
        frame = _frame(tools, _seed(asked, folder), asked.audience)
        report = _Report(items, frame, folder, asked.format)
        with faults, report, ProgressBar() as bar:
            store: Store = FolderStore(folder, frame, resumes=asked.resume) if folder else NoStore()
            runner = Runner(tools, ThreadExecutor(asked.jobs), store, faults, [_tell_faults, report, bar])
            runner.run(BatchPlan(items, frame.seed, asked.audience, asked.only, asked.control))
    return 0 if report.all_passed else 1


class _Report:
    """Listens for grades; at its end it reports what there is, also when that is not all that was asked for."""

    def __init__(self, items: Sequence[Item], frame: Grades, folder: Folder | None, format_: str) -> None:
        self._items, self._frame, self._folder, self._format = items, frame, folder, format_
        self._kept = KeptGrades()
        self.all_passed = True

    def __call__(self, event: Event) -> None:
        if isinstance(event, Found | Graded):
            self._kept.add(event.item.key, event.part)
            self.all_passed = self.all_passed and event.part.passed

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        with self._kept:
            self._write(self._kept.in_order([item.key for item in self._items]))

    def _write(self, parts: Sequence[GradePart]) -> None:
        if not parts:
            return
        whole = self._frame.model_copy(update={"grades": parts})
        if self._folder:  # first: who reads what is printed may go before its end
            self._folder.finish(whole)
        REPORTS[self._format](whole)
        if self._folder:
            _tell([f"report: {shown(self._folder.path / 'index.html')}"])


def _tell_faults(event: Event) -> None:
    """What went wrong on our side, at once."""
    if isinstance(event, Graded):
        path = event.item.submission.path
        _tell(f"{path}: {fault}" for fault in judge.faults(event.grade.checks))
        _tell(f"{path}: {difference}" for difference in event.grade.differences)
        if event.unsaid:
            _tell([f"{path}: the report leaves out what the submission says: {event.unsaid}"])


def _tell(remarks: Iterable[str]) -> None:
    for remark in remarks:
        ERRORS.write(f"{remark}\n")


def _items(asked: Options, course: Course) -> tuple[Item, ...]:
    """The submissions in the paths, each with its exercise. What was left out is told."""
    submissions = find(asked.paths, course.slugs, asked.exercise, _asking(course.slugs))
    _tell(remarks(asked.paths, course.slugs))
    exercises = {slug: course.exercise(slug) for slug in dict.fromkeys(s.exercise for s in submissions)}
    return tuple(Item(printable(str(s.path)), s, exercises[s.exercise]) for s in submissions)


def _frame(tools: Tools, seed: int, audience: Audience) -> Grades:
    """The document without its grades."""
    return document(Batch(postgres_info(tools), isolation_info(tools), versions(), seed, ()), audience)


def _folder(asked: Options, items: Sequence[Item]) -> Folder | None:
    if asked.report is None:
        if asked.resume:
            raise OperatorError("--resume goes on with the reports in a folder", "Name it with --report DIR.")
        return None
    return Folder.of(asked.report, [(item.key, item.exercise.slug) for item in items])


def _seed(asked: Options, folder: Folder | None) -> int:
    """The seed asked for, else that of the reports to go on with, else a new one."""
    if asked.seed is not None:
        return asked.seed
    found = folder.seed() if folder and asked.resume else None
    return random.SystemRandom().randrange(1_000_000) if found is None else found


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
