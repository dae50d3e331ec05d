"""What grading costs, beside a plain test suite and beside the bare acts, in turn on the same machine.

    python -m benchmarks.speed [--copies N] [--rounds N] [--json]
    python -m benchmarks.speed --memory N
    python -m benchmarks.speed --jobs

The exercise is the blog, the submission its reference. Medians of rounds, in each of which everything is measured once, so
that a busy machine slows all of it. CPU is that of all processes, PostgreSQL's among them. ``--memory``: the most memory
that the grader's own process held, for 30 submissions and for N. ``--jobs``: how much faster two at once are than one.
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.floor import Floor
from benchmarks.measuring import Cost, CpuClock, median
from grader.course.course import find_course
from grader.postgres.database import Database
from grader.postgres.providers import embedded
from grader.postgres.server import Server
from grader.postgres.tenant import Tenant

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "solutions/blog/reference/modern.py"
PEER = ROOT / "benchmarks/peer"
SEED = 1
FLOORS = 20
"""How often the floor is run in a round: once is too short to be measured."""

GRADER = [sys.executable, "-m", "grader"]
TYPER = "import typer\ndef main(version: bool = False): typer.echo(1)\ntyper.run(main)"
IMPORTS = "import sqlalchemy, sqlalchemy.orm, psycopg2"
PEAK = (
    "import re, sys; from grader.__main__ import main; main();"
    "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1], file=sys.__stderr__)"
)


@dataclass(frozen=True)
class Line:
    """One line of the table. ``beside``: the line that it is a multiple of; its own name where there is none."""

    name: str
    cost: Cost
    beside: str


@dataclass(frozen=True)
class Bench:
    """Where everything is measured. ``copies``: of the submission."""

    folder: Path
    copies: int
    server: Server
    tenant: Tenant
    clock: CpuClock

    def grade(self, copies: int, jobs: int = 2) -> Cost:
        """The product: a whole command, with its own server and a report of each submission."""
        with tempfile.TemporaryDirectory() as report:
            return self.clock.cost(lambda: _run([*GRADER, *_asked(self.folder, copies, jobs, report)]))

    def test(self) -> Cost:
        """The peer: for each copy a database and a process of pytest, two at once."""
        with ThreadPoolExecutor(2) as pool:
            return self.clock.cost(lambda: list(pool.map(self._test_one, _copies(self.folder, self.copies))))

    def _test_one(self, path: Path) -> None:
        with fresh(self.tenant) as database:
            if failed := failed_tests(path, url(database)):
                raise SystemExit(f"of the plain suite failed: {', '.join(failed)}")

    def act(self, floor: Floor) -> Cost:
        """The floor, of one submission."""

        def repeat() -> None:
            for _ in range(FLOORS):
                floor.run_all()

        return self.clock.cost(repeat) / FLOORS

    def start_server(self) -> Cost:
        return self.clock.cost(lambda: embedded.start().close())

    def run_python(self, *arguments: str) -> Cost:
        return self.clock.cost(lambda: _run([sys.executable, *arguments]))


def failed_tests(path: Path, database: str) -> tuple[str, ...]:
    """The tests of the plain suite that a submission fails, by name."""
    variables = {"SUBMISSION": str(path), "DATABASE_URL": database, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    variables["PYTEST_ADDOPTS"] = ""  # what selects among this project's tests selects none of the peer's
    options = ["-q", "-rf", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(PEER)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(PEER / "test_blog.py")],
        cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode not in (0, 1):
        raise SystemExit(f"pytest failed:\n{done.stdout}{done.stderr}")
    return tuple(re.findall(r"^FAILED \S*?(test_\w+)(?: - |$)", done.stdout, re.MULTILINE))


def url(database: Database) -> str:
    """A database as SQLAlchemy takes it."""
    to = database.target
    return f"postgresql+psycopg2://{to.user}:{to.password}@/{to.dbname}?host={to.host}&port={to.port}"


def measure(bench: Bench, rounds: int) -> list[Line]:
    """The table's lines, in order."""
    exercise = find_course(ROOT).exercise("blog")
    with (
        fresh(bench.tenant) as database,
        Floor(REFERENCE, exercise, SEED, url(database)) as floor,
    ):
        acts: Mapping[str, Callable[[], Cost]] = {
            "version": lambda: bench.run_python("-m", "grader", "--version"),
            "typer": lambda: bench.run_python("-c", TYPER, "--version"),
            "imports": lambda: bench.run_python("-c", IMPORTS),
            "server": bench.start_server,
            "one": lambda: bench.grade(1),
            "many": lambda: bench.grade(bench.copies),
            "peer": bench.test,
            "floor": lambda: bench.act(floor),
        }
        found: dict[str, list[Cost]] = {name: [] for name in acts}
        floor.run_all()
        for number in range(rounds + 1):
            for name, act in acts.items():
                cost = act()
                if number:  # the first round fills caches
                    found[name].append(cost)
    return _lines({name: median(costs) for name, costs in found.items()}, bench.copies)


def _lines(found: Mapping[str, Cost], copies: int) -> list[Line]:
    each = (found["many"] - found["one"]) / (copies - 1)
    start = found["imports"] + found["server"]
    floor, peer = "floor, each submission", "pytest, each submission"
    return [
        Line(floor, found["floor"], floor),
        Line(peer, found["peer"] / copies, floor),
        Line("grader, each submission", each, floor),
        Line("grader, each submission", each, peer),
        Line(bare := "bare start", start, bare),
        Line("grader's start", found["one"] - each, bare),
        Line(cold := "bare start, and one of a batch", start + each, cold),
        Line("grader grade one.py", found["one"], cold),
        Line(typer := "bare command of Typer", found["typer"], typer),
        Line("grader --version", found["version"], typer),
    ]


def write_table(lines: list[Line]) -> None:
    """As Markdown, which can be read as it is, too."""
    by_name = {line.name: line.cost for line in lines}
    print("| | CPU | wall | | CPU | wall |\n|---|---:|---:|---|---:|---:|")
    for line in lines:
        to = by_name[line.beside]
        is_multiple = line.beside != line.name
        ratios = f"× {line.beside} | {line.cost.cpu / to.cpu:.2f} | {line.cost.wall / to.wall:.2f}"
        told = f"{line.cost.cpu * 1000:.0f} ms | {line.cost.wall * 1000:.0f} ms"
        print(f"| {line.name} | {told} | {ratios if is_multiple else ' | | '} |")


def machine(bench: Bench) -> dict[str, str | int | bool]:
    return {
        "cores": os.cpu_count() or 1,
        "python": platform.python_version(),
        "postgresql": bench.server.info.version,
        "copies": bench.copies,
        "counts all processes": bench.clock.counts_all,
    }


def measure_memory(folder: Path, numbers: tuple[int, int]) -> None:
    """The most memory that the grader's own process held."""
    for number in numbers:
        with tempfile.TemporaryDirectory() as report:
            done = _run([sys.executable, "-c", PEAK, *_asked(folder, number, 2, report)])
        print(f"{number} submissions: {int(done.split()[-1]) / 1024:.0f} MiB")


def measure_jobs(bench: Bench, rounds: int) -> None:
    """Wall time of a submission with one job over that with two."""
    ratios = []
    for _ in range(rounds):
        one, two = ((bench.grade(bench.copies, jobs) - bench.grade(1, jobs)).wall for jobs in (1, 2))
        ratios.append(one / two)
    print(f"two at once: {sorted(ratios)[len(ratios) // 2]:.2f} times as many in the same time")


@contextlib.contextmanager
def fresh(tenant: Tenant) -> Iterator[Database]:
    """A database, dropped afterwards."""
    database = tenant.database()
    try:
        yield database
    finally:
        database.drop().result()


def _copies(folder: Path, number: int) -> list[Path]:
    """So many copies of the reference, made where they are missing."""
    paths = [folder / f"copy_{n}.py" for n in range(number)]
    for path in paths:
        if not path.exists():
            shutil.copy(REFERENCE, path)
    return paths


def _asked(folder: Path, copies: int, jobs: int, report: str) -> list[str]:
    options = ["--exercise", "blog", "--postgres", "embedded", "--seed", str(SEED), "--jobs", str(jobs)]
    return ["grade", *map(str, _copies(folder, copies)), *options, "--report", report]


def _run(command: list[str]) -> str:
    """Standard error of a command that ends well; else what it printed is shown."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stderr


def main() -> None:
    parser = argparse.ArgumentParser(description="What grading costs.")
    parser.add_argument("--copies", type=int, default=12, help="submissions in a batch")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="a document for programs")
    parser.add_argument("--memory", type=int, metavar="N", help="peak memory for 30 and for N submissions")
    parser.add_argument("--jobs", action="store_true", help="throughput of two jobs over one")
    asked = parser.parse_args()
    compileall.compile_dir(ROOT / "grader", quiet=1)  # as an installed grader is
    clock = CpuClock()  # before anything is started that it is to count
    with tempfile.TemporaryDirectory() as name, embedded.start() as server, server.tenant() as tenant:
        bench = Bench(Path(name), asked.copies, server, tenant, clock)
        if asked.memory:
            measure_memory(bench.folder, (30, asked.memory))
        elif asked.jobs:
            measure_jobs(bench, asked.rounds)
        else:
            lines = measure(bench, asked.rounds)
            if asked.json:
                print(
                    json.dumps(
                        {"machine": machine(bench), "lines": [asdict(line) for line in lines]}, indent=2
                    )
                )
            else:
                print(", ".join(f"{name} {value}" for name, value in machine(bench).items()) + "\n")
                write_table(lines)


if __name__ == "__main__":
    main()
