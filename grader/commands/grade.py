"""``grader grade``: submissions in, grades out."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

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
from grader.course.contents import members, shown
from grader.course.course import Course, find_course
from grader.course.downloads.grouping import Attempts
from grader.course.downloads.named import read_pattern
from grader.course.intake import Intake
from grader.course.packages import require_packages
from grader.course.staging import Staging
from grader.course.submissions import Ask, gather
from grader.errors import OperatorError
from grader.faults import FaultLog
from grader.grading.control import NO_CONTROL, Control
from grader.language.exercise import Exercise
from grader.model import Batch
from grader.postgres.providers.container import DEFAULT_IMAGE
from grader.reports.audience import Audience
from grader.reports.document import GradePart, Grades, document, printable
from grader.reports.folder import Folder
from grader.reports.formats.registry import find_report
from grader.reports.kept import KeptGrades
from grader.running.before import require_before
from grader.running.tools import IsolationChoice, Tools, isolation_info, open_tools, postgres_info, versions
from grader.terminal import ERRORS, error_console
from grader.wording import unknown

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
    names: re.Pattern[str] | None = None
    attempts: Attempts = Attempts.LAST
    is_whole: bool = False


def grade(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="Modules, notebooks, folders, archives, or what a platform gives of a class.", metavar="PATH"
        ),
    ],
    exercise: Annotated[
        str | None, typer.Option(help="The exercise, where the path does not tell it.", metavar="SLUG")
    ] = None,
    postgres: options.Postgres = "auto",
    image: options.Image = DEFAULT_IMAGE,
    isolation: options.Isolation = IsolationChoice.AUTO,
    format_: options.Format = options.TEXT,
    audience: Annotated[
        Audience,
        typer.Option(
            "--for",
            help="Whose report: a student's says of hidden checks what kind of mistake they found, without data.",
        ),
    ] = Audience.STUDENT,
    seed: Annotated[
        int | None,
        typer.Option(help="Draws the data; the same seed gives the same grades.", metavar="NUMBER"),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Only this check and what it requires.", metavar="CHECK")
    ] = None,
    jobs: options.Jobs = options.JOBS,
    report: Annotated[
        Path | None,
        typer.Option(
            help="A folder for the reports: a page for each submission, and an index.", metavar="FOLDER"
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Grade only what --report does not hold yet.")
    ] = False,
    control: Annotated[
        str,
        typer.Option(
            metavar="SHARE",
            help="Grade that share of the checks twice, such as 5%: again with a new process and a new copy of the"
            " database for each run. Differences are printed.",
        ),
    ] = "0%",
    names: Annotated[
        str | None,
        typer.Option(
            metavar="REGEX",
            help="How files are named where no platform's rules fit: matched with the beginning of each path, with"
            " `(?P<student>...)`, and perhaps `(?P<file>...)` and `(?P<attempt>...)`.",
        ),
    ] = None,
    attempt: Annotated[Attempts, typer.Option(help="Which attempts of a student.")] = Attempts.LAST,
    verbose: options.Verbose = False,
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
            None if names is None else read_pattern(names),
            attempt,
            verbose,
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
    with Staging() as staging:
        return _run(
            asked, _items(asked, find_course(Path.cwd()), Intake(staging, asked.names, asked.attempts))
        )


def _run(asked: Options, items: tuple[Item, ...]) -> int:
    require_packages({item.exercise.slug: item.exercise for item in items}.values())
    _check_only(asked.only, {item.exercise.slug: item.exercise for item in items})
    folder = _folder(asked, items)
    faults = FaultLog(versions(), asked.report / "faults" if asked.report else None)
    with open_tools(asked.postgres, asked.image, asked.isolation) as tools:
        require_before({item.exercise.slug: item.exercise for item in items}.values(), tools.servers)
        frame = _frame(tools, _seed(asked, folder), asked.audience)
        report = _Report(items, frame, folder, asked)
        with faults, report, ProgressBar() as bar:
            store: Store = FolderStore(folder, frame, resumes=asked.resume) if folder else NoStore()
            runner = Runner(tools, ThreadExecutor(asked.jobs), store, faults, [_tell_faults, report, bar])
            runner.run(BatchPlan(items, frame.seed, asked.audience, asked.only, asked.control))
    return 0 if report.all_passed else 1


class _Report:
    """Listens for grades; at its end it reports what there is, also when that is not all that was asked for."""

    def __init__(self, items: Sequence[Item], frame: Grades, folder: Folder | None, asked: Options) -> None:
        self._items, self._frame, self._folder, self._asked = items, frame, folder, asked
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
        find_report(self._asked.format, self._asked.is_whole)(whole)
        if self._folder:
            _tell([f"report: {shown(self._folder.path / 'index.html')}"])


def _tell_faults(event: Event) -> None:
    """What went wrong on our side, at once."""
    if isinstance(event, Graded):
        path = event.item.submission.place
        _tell(f"{path}: {fault}" for fault in judge.faults(event.grade.checks))
        _tell(f"{path}: {difference}" for difference in event.grade.differences)
        if event.unsaid:
            _tell([f"{path}: the report leaves out what the submission says: {event.unsaid}"])


def _tell(remarks: Iterable[str]) -> None:
    for remark in remarks:
        ERRORS.write(f"{remark}\n")


def _items(asked: Options, course: Course, intake: Intake) -> tuple[Item, ...]:
    """The submissions in the paths, each with its exercise. What was left out is told."""

    def has_support(slug: str) -> bool:
        return bool(course.exercise(slug).support)

    paths = [own for path in asked.paths for own in _without_exercises(path, course)]
    found = gather(paths, course.slugs, asked.exercise, intake, _asking(course.slugs), has_support)
    _tell(found.remarks)
    exercises = {slug: course.exercise(slug) for slug in dict.fromkeys(s.exercise for s in found.submissions)}
    return tuple(Item(printable(str(s.place)), s, exercises[s.exercise]) for s in found.submissions)


def _without_exercises(path: Path, course: Course) -> list[Path]:
    """Of the folder that holds ``exercises/``, as a handout does, what lies beside that: a starter is not a solution."""
    if not path.is_dir() or path.resolve() != course.root.resolve():
        return [path]
    own = [member for member in members(path) if member.name not in ("exercises", "solutions")]
    if not own:
        raise OperatorError(
            f"there is nothing beside exercises/ in {shown(path.resolve())}",
            "Copy the exercise's starter.py there, as mine.py, and write your solution in it.",
        )
    return own


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
    """Asks at the terminal, the same question once for all submissions; where there is one exercise, nobody."""
    answers = list(slugs) if len(slugs) == 1 else []

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
