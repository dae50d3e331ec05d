"""A worker imports a submission, and its end is told, whatever the submission does."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from grader.model import Outcome
from grader.postgres.database import Database
from grader.sandbox import Sandbox, WorkerEnded
from grader.worker.codec import encode
from grader.worker.protocol import Callee, Observation
from tests.support.bench import BLOG, LIMITS, SECONDS, Bench, call
from tests.support.changed_worker import copy_worker


def descendants(of: int | None = None) -> set[psutil.Process]:
    """All that this process, or that of the number ``of``, has started, directly or not."""
    found = psutil.Process(of).children(recursive=True)
    return {process for process in found if _is_alive(process)}


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:  # it ended since it was found
        return False


def until(condition: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_everything_is_in_force_here(warm: Sandbox) -> None:
    """Where the machine allows it, a worker has all that there is, and says so."""
    assert (warm.isolation.level, warm.isolation.missing) == ("full", ())


def test_a_worker_is_told_apart(fresh: Sandbox) -> None:
    """Without namespaces, the isolation says what is missing, and why."""
    assert fresh.isolation.level == "reduced"
    assert fresh.isolation.missing


def test_both_ways_answer_alike(either: Sandbox, database: Database, write: Callable[..., Path]) -> None:
    """A forked worker and a fresh interpreter import and act alike."""
    source = BLOG + "def create(session, name):\n    session.add(Author(name=name))\n    return name\n"
    with either.worker(write(source), database.target.host, LIMITS) as worker:
        imported = worker.load(database.target, SECONDS)
        assert imported.raised is None
        assert imported.forkable is either.can_fork
        with worker.run(database.target, LIMITS) if either.can_fork else worker.itself() as run:
            assert run.load((), (Callee("create", None),), SECONDS).raised is None
            observation = run.do(call("create", name="Ada"), SECONDS)
            assert (observation.value, observation.raised, observation.problem) == ("Ada", None, None)
            assert run.finish(SECONDS).raised is None


@pytest.mark.parametrize(
    ("code", "outcome", "detail"),
    [
        ("import os; os._exit(0)", Outcome.CRASHED, "exit code 0"),
        ("import ctypes; ctypes.string_at(0)", Outcome.CRASHED, "segmentation fault"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", Outcome.CRASHED, "signal 15"),
        ("import os, signal; os.killpg(0, signal.SIGKILL)", Outcome.CRASHED, "signal 9"),
        ("import os; os.abort()", Outcome.CRASHED, "aborted"),
        ("import os; os.closerange(3, 100)", Outcome.CRASHED, ""),
    ],
)
def test_a_process_that_ends(
    either: Sandbox, database: Database, write: Callable[..., Path], code: str, outcome: Outcome, detail: str
) -> None:
    """However a submission's process ends during the import, the grader is told how, at once."""
    started = time.monotonic()
    path = write(code)
    with either.worker(path, database.target.host, LIMITS) as worker, pytest.raises(WorkerEnded) as ended:
        worker.load(database.target, SECONDS)
    assert ended.value.outcome is outcome
    assert detail in ended.value.detail
    assert time.monotonic() - started < SECONDS / 2


def test_an_endless_loop(either: Sandbox, database: Database, write: Callable[..., Path]) -> None:
    """An endless loop ends at the deadline, and the process with it."""
    path = write("while True: pass")
    with either.worker(path, database.target.host, LIMITS) as worker, pytest.raises(WorkerEnded) as ended:
        worker.load(database.target, 1.5)
    assert (ended.value.outcome, ended.value.detail) == (Outcome.TIMED_OUT, "no answer within 1.5 s")
    assert worker.is_over


def test_cpu_time(bench: Bench) -> None:
    """CPU time is bounded too, also where SIGXCPU is ignored."""
    bench.load(
        "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\ndef spin():\n    while True: pass\n"
    )
    run = bench.run(limits=dataclasses.replace(LIMITS, cpu_seconds=1))
    with pytest.raises(WorkerEnded) as ended:
        run.do(call("spin"), SECONDS)
    assert (ended.value.outcome, ended.value.detail) == (Outcome.TIMED_OUT, "used up its 1 s of CPU time")


def test_memory_beyond_the_limit_is_told(bench: Bench) -> None:
    """An allocation beyond the limit is a MemoryError that the observation tells."""
    observation = bench.call("def hoard():\n    return [bytearray(2**20) for _ in range(2**20)]\n", "hoard")
    assert observation.raised is not None
    assert observation.raised.type == "MemoryError"


def test_memory_gone_for_good(bench: Bench) -> None:
    """A run that has no memory left even to answer is told as out of memory."""
    bench.load(
        """
        kept = []
        def hoard():
            for size in (2**20, 2**10, 16):
                try:
                    while True:
                        kept.append(bytearray(size))
                except MemoryError:
                    pass
            return "full"
        """
    )
    try:
        observation = bench.run().do(call("hoard"), SECONDS)
    except WorkerEnded as ended:
        assert ended.outcome is Outcome.OUT_OF_MEMORY  # noqa: PT017  either is right
    else:
        assert observation.value == "full" or observation.raised


def test_a_run_that_ends(bench: Bench) -> None:
    """A run that leaves its process is told at once."""
    bench.load(
        """
        import os
        def leave():
            os._exit(3)
        """
    )
    run = bench.run()
    started = time.monotonic()
    with pytest.raises(WorkerEnded) as ended:
        run.do(call("leave"), SECONDS)
    assert "exit code 3" in ended.value.detail
    assert time.monotonic() - started < 5


DAEMON = """
import contextlib, os, signal, time
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with contextlib.suppress(PermissionError):
        os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    time.sleep(60)
time.sleep(0.2)
"""


def test_daemons_end(warm: Sandbox, database: Database, write: Callable[..., Path]) -> None:
    """Daemons and double forks, in new sessions where these can be had, are gone when the worker has been left."""
    before = descendants()
    with warm.worker(write(DAEMON), database.target.host, LIMITS) as worker:
        imported = worker.load(database.target, SECONDS)
        assert imported.raised is None
        assert imported.forkable is False
        assert len(descendants() - before) == 4
    assert descendants() - before == set()


def test_daemons_end_without_namespaces(
    monkeypatch: pytest.MonkeyPatch, database: Database, write: Callable[..., Path], tmp_path: Path
) -> None:
    """Without namespaces the supervisor finds what a worker left, and ends it."""
    source = 'raise OSError(1, "not here")'
    with_out_namespaces(monkeypatch, tmp_path, source)
    with Sandbox(warm=True) as sandbox:
        assert sandbox.isolation.level == "reduced"
        assert "not here" in sandbox.isolation.missing[0]
        before = descendants()
        with sandbox.worker(write(DAEMON), database.target.host, LIMITS) as worker:
            worker.load(database.target, SECONDS)
            assert len(descendants() - before) == 4
        assert descendants() - before == set()


def with_out_namespaces(monkeypatch: pytest.MonkeyPatch, folder: Path, statement: str) -> None:
    """Start the warm process from a copy of its code whose ``enter`` carries out ``statement`` instead."""
    from grader.sandbox import starting  # noqa: PLC0415

    def change(module: str, source: str) -> str:
        if module != "namespaces":
            return source
        changed = source.replace("    uid, gid = os.getuid(), os.getgid()\n", f"    {statement}\n")
        assert statement in changed
        return changed

    entry = copy_worker(folder, change)
    monkeypatch.setattr(starting, "_ENTRY", entry)


def test_a_run_starts_no_process(bench: Bench) -> None:
    """A run can neither fork nor start a program, and goes on."""
    bench.load(
        """
        import os, subprocess, sys
        def fork():
            os.fork()
        def start():
            subprocess.run([sys.executable, "-c", "pass"])
        """
    )
    run = bench.run()
    for name in ("fork", "start"):
        raised = run.do(call(name), SECONDS).raised
        assert raised is not None
        assert raised.type == "PermissionError"


def test_a_killed_grader(write: Callable[..., Path], database: Database) -> None:
    """A grader that is killed while a submission hangs leaves no worker and no daemon of it behind."""
    path = write(DAEMON + "while True: time.sleep(1)\n")
    target = database.target
    program = f"""
        import os
        from pathlib import Path
        from grader.sandbox import Sandbox
        from grader.worker.protocol import Limits, Target
        password = os.environ["PASSWORD"]
        path, limits = Path({str(path)!r}), {LIMITS!r}
        target = Target({target.host!r}, {target.port}, {target.dbname!r}, {target.user!r}, password)
        with Sandbox(warm=True) as sandbox, sandbox.worker(path, target.host, limits) as worker:
            worker.load(target, 60)
    """
    environment = {**os.environ, "PASSWORD": target.password}
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], env=environment) as grader:
        # the warm process, the first of the worker, the submission, two daemons
        assert until(lambda: len(descendants(grader.pid)) == 5, SECONDS)
        children = descendants(grader.pid)
        grader.send_signal(signal.SIGKILL)
    assert until(lambda: not any(map(_is_alive, children)))


def test_no_secret_is_to_be_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker has neither the grader's environment nor its descriptors, folder, or modules."""
    observation = bench.call(
        """
        import os, stat, sys
        def look():
            ours = [m for m in sys.modules if m.startswith("grader.")]
            modules = [m for m in ours if not m.startswith("grader.worker")]
            kinds = []
            for fd in range(64):
                try:
                    kinds.append(stat.filemode(os.fstat(fd).st_mode)[0])
                except OSError:
                    pass
            return sorted(os.environ), os.getcwd(), modules, kinds, sys.path
        """,
        "look",
    )
    assert observation.raised is None
    environment, cwd, modules, kinds, path = observation.value.items  # type: ignore[union-attr]
    assert set(environment.items) <= {
        "DATABASE_URL", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "MALLOC_ARENA_MAX", "PATH", "PGDATABASE", "PGHOST",
        "PGPASSWORD", "PGPORT", "PGUSER", "PYTHONHASHSEED", "TZ",
    }  # fmt: skip
    assert cwd == "/tmp"
    assert modules.items == ()
    assert kinds.items == ("c", "c", "c", "s", "s")  # /dev/null, the run's channel, the session's connection
    assert not [entry for entry in path.items if Path.cwd() == Path(entry)]


def test_the_network_is_out_of_reach(bench: Bench) -> None:
    """From inside a worker there is no way out, not even to the machine itself."""
    source = """
        import socket
        def connect(address):
            socket.create_connection((address, 53), timeout=2)
    """
    bench.load(source)
    run = bench.run()
    for address in ("127.0.0.1", "1.1.1.1"):
        raised = run.do(call("connect", address=address), SECONDS).raised
        assert raised is not None
        assert raised.type == "PermissionError"


def test_an_answer_before_its_question(bench: Bench) -> None:
    """An answer that was sent before it was asked for ends the run: it is no answer."""
    forged = encode(Observation("forged", None, None, (), 0.0)) * 2
    bench.load(
        f"""
        import os, stat
        def lie():
            for fd in range(3, 20):
                try:
                    if stat.S_ISSOCK(os.fstat(fd).st_mode):
                        os.write(fd, {forged!r})
                except OSError:
                    pass
        """
    )
    run = bench.run()
    run.do(call("lie"), SECONDS)
    with pytest.raises(WorkerEnded) as ended:
        run.do(call("lie"), SECONDS)
    assert "an answer to no question" in ended.value.detail


def test_a_flood(bench: Bench) -> None:
    """An endless answer is cut off at the protocol's limit."""
    flood = """
        import os
        for fd in range(3, 20):
            try:
                while True:
                    os.write(fd, b"a" * 65536)
            except OSError:
                pass
    """
    with pytest.raises(WorkerEnded) as ended:
        bench.load(flood)
    assert "more than 8388608 bytes" in ended.value.detail


def test_several_threads(warm: Sandbox, database: Database, write: Callable[..., Path]) -> None:
    """Workers can be taken from one sandbox in several threads at once."""
    path = write("def f(): return 1\n")

    def grade(_: int) -> object:
        with warm.worker(path, database.target.host, LIMITS) as worker:
            worker.load(database.target, SECONDS)
            with worker.run(database.target, LIMITS) as run:
                return run.do(call("f"), SECONDS).value

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(grade, range(12))) == [1] * 12


def test_a_stopped_process(bench: Bench) -> None:
    """A submission that stops itself is ended at the deadline all the same."""
    with pytest.raises(WorkerEnded) as ended:
        bench.load("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\n", seconds=1)
    assert ended.value.outcome is Outcome.TIMED_OUT


def test_one_run_at_a_time(bench: Bench) -> None:
    """A second run beside an open one would wait for ever, and is refused."""
    bench.load("x = 1")
    with bench.worker.run(bench.database.target, LIMITS), pytest.raises(ValueError, match="still open"):
        bench.worker.run(bench.database.target, LIMITS)


def test_workers_are_quick(warm: Sandbox, database: Database, write: Callable[..., Path]) -> None:
    """A worker costs milliseconds: a batch of hundreds takes minutes, not hours."""
    path = write()
    times = []
    for _ in range(10):
        started = time.perf_counter()
        warm.worker(path, database.target.host, LIMITS).end()
        times.append(time.perf_counter() - started)
    assert sorted(times)[5] < 0.1
