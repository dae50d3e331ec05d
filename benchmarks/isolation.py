"""What isolation costs: workers and runs with it, and without it, in turn on the same machine.

    python benchmarks/isolation.py [rounds]

Prints medians in milliseconds and their ratio. The two kinds alternate, so that a busy machine slows both.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from grader.postgres.database import Database
from grader.postgres.providers import embedded
from grader.sandbox import Sandbox
from grader.worker.protocol import Call, Limits

LIMITS = Limits(cpu_seconds=10, memory_mb=512, file_mb=16, open_files=256, processes=128)
SECONDS = 60.0
SUBMISSION = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)

def answer(session):
    return session.get(Author, 1)
"""


def once(sandbox: Sandbox, path: Path, database: Database) -> dict[str, float]:
    times = {}
    began = time.perf_counter()
    with sandbox.worker(path, database.target.host, LIMITS) as worker:
        times["start of a worker"] = time.perf_counter() - began
        worker.load(database.target, SECONDS)
        times["worker with import"] = time.perf_counter() - began
        run_began = time.perf_counter()
        with worker.run(database.target, LIMITS) as run:
            run.load((), (), SECONDS)
            run.do(Call("answer", None, (), None), SECONDS)
            run.finish(SECONDS)
        times["run"] = time.perf_counter() - run_began
    times["worker, import, one run, end"] = time.perf_counter() - began
    return times


def main(rounds: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded.start() as server,
        server.tenant() as tenant,
        Sandbox() as confined,
        Sandbox(confines=False) as bare,
    ):
        path = Path(folder) / "submission.py"
        path.write_text(SUBMISSION)
        database = tenant.database()
        print(f"isolation: {confined.isolation.level}, {rounds} rounds")
        found: dict[Sandbox, list[dict[str, float]]] = {confined: [], bare: []}
        for number in range(rounds + 2):
            for sandbox, times in found.items():
                measured = once(sandbox, path, database)
                if number >= 2:
                    times.append(measured)
        for name in found[confined][0]:
            isolated, free = (
                statistics.median(times[name] for times in found[each]) * 1000 for each in (confined, bare)
            )
            print(f"{name:30} {isolated:7.1f} ms with, {free:7.1f} ms without: {isolated / free:.2f} times")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
