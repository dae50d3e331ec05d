"""What a submission cannot do to the machine: each promise once, and once more with its protection taken away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.errors import InternalError
from grader.postgres.database import Database
from grader.sandbox import Sandbox, starting
from grader.worker.confinement import files
from grader.worker.protocol import Observation
from tests.support.bench import LIMITS, SECONDS, call
from tests.support.changed_worker import copy_worker
from tests.support.repository import ROOT

SWITCHES = {
    "file view": ("confinement", "view=not no_view", "view=False"),
    "landlock": ("confinement", "landlock=0 if no_landlock else landlock.abi()", "landlock=0"),
    "seccomp": ("confinement", "seccomp=not no_seccomp", "seccomp=False"),
    "untraceable": ("supervisor", "set_dumpable(False)", "set_dumpable(True)"),
    "limits": ("limits", "resource.setrlimit(kind, (least, least))", "pass"),
    "namespaces": (
        "namespaces",
        "    uid, gid = os.getuid(), os.getgid()\n",
        '    raise OSError(1, "not here")\n',
    ),
    "process limit": ("confinement", "namespaces.limit_processes(start.limits.processes)", "pass"),
}
"""How each protection is taken away from a copy of the worker's code."""


@dataclass(frozen=True)
class Promise:
    """``kept_by``: without all of these together the attempt works; with any single one of them it does not."""

    attempt: str
    kept_by: tuple[str, ...]
    root_only: bool = False


FILES = ("file view", "landlock")
LIBC = "import ctypes; libc = ctypes.CDLL(None, use_errno=True)\n"
CHECKED = "\nif result == -1: raise OSError(ctypes.get_errno(), 'refused')"


def syscall(number: str, *arguments: object) -> str:
    words = ", ".join(f"ctypes.c_long({word})" for word in arguments)
    return f"{LIBC}result = libc.syscall({number}, {words}){CHECKED}"


PROMISES = {
    "read the solutions": Promise("open('{outside}/solutions/hidden.yaml').read()", FILES),
    "read another submission": Promise("open('{outside}/submissions/ben.py').read()", FILES),
    "list the submissions": Promise("assert 'ben.py' in os.listdir('{outside}/submissions')", FILES),
    "read the users": Promise("open('/etc/passwd').read()", FILES),
    "read root's home": Promise("assert len(os.listdir('/root')) > 1", FILES, root_only=True),
    "list the repository": Promise("assert 'solutions' in os.listdir('{repository}')", FILES),
    "read the grader's source": Promise("open('{repository}/grader/checks/judge.py').read()", FILES),
    "see the grader's process": Promise("open('/proc/{pid}/cmdline').read()", ("file view",)),
    "see the machine": Promise("open('/proc/meminfo').read()", ("file view",)),
    "write its own file": Promise("open(__file__, 'a').close()", FILES),
    "leave a file in /dev/shm": Promise(
        "open('/dev/shm/left-{pid}', 'w').close(); os.unlink('/dev/shm/left-{pid}')", FILES
    ),
    "fill the scratch": Promise(
        """
        import shutil, tempfile
        folder = tempfile.mkdtemp()
        try:
            for name in "abc":
                open(f"{{folder}}/{{name}}", "wb").write(bytes(10 * 2**20))
        finally:
            shutil.rmtree(folder)
        """,
        FILES,
    ),
    "make many files": Promise(
        """
        import shutil, tempfile
        folder = tempfile.mkdtemp()
        try:
            for number in range(3000):
                open(f"{{folder}}/{{number}}", "w").close()
        finally:
            shutil.rmtree(folder)
        """,
        FILES,
    ),
    "fork": Promise("pid = os.fork()\nif pid == 0: os._exit(0)\nos.waitpid(pid, 0)", ("seccomp",)),
    "begin a session": Promise("os.setsid()", ("seccomp",)),
    "start a program": Promise(
        "import subprocess; subprocess.run([sys.executable, '-c', 'pass'], check=True)",
        ("seccomp", "landlock"),
    ),
    "trace": Promise(f"{LIBC}result = libc.ptrace(0, 0, 0, 0){CHECKED}", ("seccomp",)),
    "have a network socket": Promise("import socket; socket.socket(socket.AF_INET).close()", ("seccomp",)),
    "have a netlink socket": Promise("import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()", ("seccomp",)),
    "have hidden memory": Promise("os.close(os.memfd_create('x'))", ("seccomp",)),
    "make a namespace": Promise(f"{LIBC}result = libc.unshare(0x10000000){CHECKED}", ("seccomp",)),
    "use io_uring": Promise(syscall("425", 1, "ctypes.addressof((ctypes.c_char * 120)())"), ("seccomp",)),
    "change its personality": Promise(f"{LIBC}result = libc.personality(0xffffffff){CHECKED}", ("seccomp",)),
    "signal the imported process": Promise("os.kill(os.getppid(), 0)", ("landlock",)),
    "choose the imported process's processors": Promise(
        "os.sched_setaffinity(os.getppid(), {{min(os.sched_getaffinity(0))}})", ("seccomp",)
    ),
    "choose the imported process's scheduler": Promise(
        "os.sched_setscheduler(os.getppid(), os.SCHED_BATCH, os.sched_param(0))", ("seccomp",)
    ),
    "lower the imported process's priority": Promise("os.setpriority(os.PRIO_PROCESS, os.getppid(), 1)", ("seccomp",)),
    "lower its group's priority": Promise("os.setpriority(os.PRIO_PGRP, 0, 1)", ("seccomp",)),
    "lower the imported process's share of the disk": Promise(
        syscall("251", 1, "os.getppid()", "3 << 13"), ("seccomp",)
    ),
    "write the imported process": Promise(
        "os.close(os.open(f'/proc/{{os.getppid()}}/mem', os.O_RDWR))", ("landlock", "untraceable")
    ),
    "write a large file": Promise("import resource\nassert resource.getrlimit(resource.RLIMIT_FSIZE)[1] < 0", ("limits",)),
    "open many files": Promise(
        "kept = [os.open('/dev/null', os.O_RDONLY) for _ in range(300)]\nfor fd in kept: os.close(fd)", ("limits",)
    ),
    "start many threads": Promise(
        """
        import threading
        threading.stack_size(65536)
        done = threading.Event()
        threads = [threading.Thread(target=done.wait, daemon=True) for _ in range(200)]
        try:
            for thread in threads: thread.start()
        finally:
            done.set()
        """,
        ("limits", "process limit"),
    ),
}  # fmt: skip


def source(attempt: str, outside: Path) -> str:
    body = textwrap.dedent(attempt).format(outside=outside, repository=ROOT, pid=os.getpid())
    return "import os, sys\n\ndef attempt():\n" + textwrap.indent(body, "    ") + "\n    return 'done'\n"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A course with a secret, and one other submission beside the one that is graded."""
    for name in ("solutions/hidden.yaml", "submissions/ben.py"):
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text("secret = 42\n")
    return tmp_path


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Sandbox]]:
    """Sandboxes whose warm process runs a copy of the worker's code with some protections taken away."""
    made: dict[tuple[str, ...], Sandbox] = {}

    def sandbox(*protections: str) -> Sandbox:
        key = tuple(sorted(protections))
        if key not in made:

            def change(module: str, source: str) -> str:
                for name, old, new in (SWITCHES[protection] for protection in key):
                    if name == module:
                        assert old in source
                        source = source.replace(old, new)
                return source

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(starting, "_ENTRY", copy_worker(tmp_path_factory.mktemp("without"), change))
                made[key] = Sandbox(warm=True)
        return made[key]

    yield sandbox
    for each in made.values():
        each.close()


def act(sandbox: Sandbox, path: Path, database: Database, name: str = "attempt") -> Observation:
    with sandbox.worker(path, database.target.host, LIMITS) as worker:
        imported = worker.load(database.target, SECONDS)
        assert imported.raised is None
        with worker.run(database.target, LIMITS) as run:
            assert run.load((), (), SECONDS).raised is None
            return run.do(call(name), SECONDS)


def attempted(sandbox: Sandbox, name: str, outside: Path, database: Database) -> Observation:
    path = outside / "submissions" / "anna.py"
    path.write_text(source(PROMISES[name].attempt, outside))
    return act(sandbox, path, database)


@pytest.mark.parametrize("name", PROMISES)
def test_a_submission_cannot(warm: Sandbox, name: str, outside: Path, database: Database) -> None:
    """What every submission is kept from."""
    observation = attempted(warm, name, outside, database)
    assert observation.raised is not None, observation.value


@pytest.mark.parametrize("name", PROMISES)
def test_without_its_protection_it_can(
    without: Callable[..., Sandbox], name: str, outside: Path, database: Database
) -> None:
    """Each of these tests would notice if what it tests were gone."""
    if PROMISES[name].root_only and os.getuid() != 0:
        pytest.skip("nobody but root could do it anyway")
    observation = attempted(without(*PROMISES[name].kept_by), name, outside, database)
    assert (observation.raised, observation.value) == (None, "done")


@pytest.mark.parametrize(
    ("name", "kept_by"),
    [(name, kept_by) for name, promise in PROMISES.items() if promise.kept_by == FILES for kept_by in FILES
     if name not in ("fill the scratch", "make many files")],
)  # fmt: skip
def test_either_layer_holds_alone(
    without: Callable[..., Sandbox], name: str, kept_by: str, outside: Path, database: Database
) -> None:
    """The file view and Landlock each keep what they promise together."""
    gone = next(layer for layer in FILES if layer != kept_by)
    assert attempted(without(gone), name, outside, database).raised is not None


@pytest.mark.parametrize(
    "name", [name for name, promise in PROMISES.items() if promise.kept_by in (FILES, ("seccomp",))]
)
def test_where_there_are_no_namespaces(
    without: Callable[..., Sandbox], name: str, outside: Path, database: Database
) -> None:
    """Landlock and the system call filter need none."""
    sandbox = without("namespaces")
    assert sandbox.isolation.level == "reduced"
    assert attempted(sandbox, name, outside, database).raised is not None


def test_the_graders_environment_without_namespaces(
    without: Callable[..., Sandbox], outside: Path, database: Database
) -> None:
    """Where ``/proc`` is the machine's, what belongs to other processes is closed all the same."""
    path = outside / "submissions" / "anna.py"
    path.write_text(source("open('/proc/{pid}/environ').read()", outside))
    assert act(without("namespaces"), path, database).raised is not None


def test_both_drivers_without_namespaces(
    without: Callable[..., Sandbox], write: Callable[..., Path], database: Database
) -> None:
    """Where only Landlock guards the files, the database and the libraries stay within reach."""
    for name in ("drivers", "threads", "coroutines", "late_imports", "chance"):
        (observation,) = load(write, without("namespaces"), database, name, anna=HONEST)
        assert (observation.raised, observation.value) == (None, True)


def load(
    write: Callable[..., Path], warm: Sandbox, database: Database, *names: str, **files: str
) -> list[Observation]:
    """Import files, and carry out each function in a run of its own: of the same worker, as long as there is one."""
    path = write(**files) if set(files) != {"anna"} else write(files["anna"])
    found: list[Observation] = []
    while len(found) < len(names):
        with warm.worker(path, database.target.host, LIMITS) as worker:
            imported = worker.load(database.target, SECONDS)
            assert imported.raised is None
            while not worker.is_over and len(found) < len(names):
                with worker.run(database.target, LIMITS) as run:
                    assert run.load((), (), SECONDS).raised is None
                    found.append(run.do(call(names[len(found)]), SECONDS))
    return found


HONEST = """
import asyncio, dataclasses, enum, sqlite3, tempfile, threading, typing, uuid
import psycopg, psycopg2
from sqlalchemy import create_engine, text

def threads():
    found = []
    workers = [threading.Thread(target=found.append, args=(n,)) for n in range(20)]
    for worker in workers: worker.start()
    for worker in workers: worker.join()
    return sorted(found) == list(range(20))

def coroutines():
    async def both():
        return await asyncio.gather(asyncio.to_thread(lambda: 1), asyncio.sleep(0, 2))
    return asyncio.run(both()) == [1, 2]

def drivers():
    return [
        psycopg2.connect("").cursor().execute("SELECT 1"),
        psycopg.connect("").execute("SELECT 1").fetchone()[0],
        create_engine("postgresql+psycopg://").connect().scalar(text("SELECT 2")),
        create_engine("postgresql+psycopg2://").connect().scalar(text("SELECT 3")),
    ] == [None, 1, 2, 3]

def late_imports():
    import ctypes.util, decimal, difflib, email.message, http.client, multiprocessing, sqlite3, ssl, unittest.mock
    import xml.dom.minidom, zoneinfo
    import sqlalchemy.dialects.mysql, sqlalchemy.ext.asyncio, sqlalchemy.ext.automap
    return zoneinfo.ZoneInfo("Europe/Berlin") is not None

def files():
    with tempfile.TemporaryFile() as file:
        file.write(b"x" * 1000)
    connection = sqlite3.connect("app.db")
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with open("notes.txt", "x") as file:
        file.write("kept by nobody")
    return True

def chance():
    import os, random, secrets
    return len(secrets.token_bytes(8) + os.urandom(8)) == 16 and uuid.uuid4() is not None
"""


@pytest.mark.parametrize("name", ["threads", "coroutines", "drivers", "late_imports", "files", "chance"])
def test_honest_code_works(warm: Sandbox, write: Callable[..., Path], database: Database, name: str) -> None:
    """What students do goes on to work: threads, coroutines, both drivers, imports, files of their own."""
    for observation in load(write, warm, database, name, name, anna=HONEST):
        assert (observation.raised, observation.value) == (None, True)


def test_a_folder_reads_its_data(warm: Sandbox, write: Callable[..., Path], database: Database) -> None:
    """Relative paths lead to the files of a folder, also below it; it cannot be written to."""
    source = """
        def read():
            return open("data.py").read(), open("sub/more.py").read(), open(__file__).name == __file__
        def change():
            open("data.py", "a").close()
    """
    folder = write(main=source, data="x = 1", sub__more="y = 2")
    read, change = load(lambda **_: folder, warm, database, "read", "change", main="")
    assert read.raised is None
    assert read.value.items == ("x = 1", "y = 2", True)  # type: ignore[union-attr]
    assert change.raised is not None
    assert change.raised.type == "OSError"


def test_links_lead_nowhere(
    warm: Sandbox, write: Callable[..., Path], database: Database, outside: Path
) -> None:
    """A link in a submission's folder that leads out of it leads to nothing."""
    source = "import pathlib\ndef follow():\n    return pathlib.Path('link').read_text()\n"
    folder = write(main=source)
    (folder / "link").symlink_to(outside / "solutions" / "hidden.yaml")
    (observation,) = load(lambda **_: folder, warm, database, "follow", main="")
    assert observation.raised is not None
    assert observation.raised.type == "FileNotFoundError"


def test_nothing_reaches_the_disk(
    warm: Sandbox, write: Callable[..., Path], database: Database, outside: Path
) -> None:
    """A file that a submission makes is in no folder of the machine, and gone for the next run."""
    source = f"""
        import os
        FOLDER = {str(outside / "submissions")!r}
        def leave():
            found = []
            for folder in (".", "/tmp", os.path.dirname(os.path.dirname(FOLDER)), os.path.dirname(__file__)):
                try:
                    found.append(os.path.exists(folder + "/left"))
                    os.mkdir(folder + "/left")
                    open(folder + "/left/file", "w").close()
                except OSError:
                    pass
            return any(found[:1] + found[2:])
    """
    first, second = load(write, warm, database, "leave", "leave", anna=source)
    assert (first.raised, first.value) == (None, False)
    assert (second.raised, second.value) == (None, False)
    assert not Path("/tmp/left").exists()
    assert not list(outside.parent.rglob("left"))


@pytest.mark.parametrize(
    ("code", "forkable"),
    [
        ("x = 1", True),
        ("open('/tmp/left', 'w').close()", False),
        ("import os; ends = os.pipe()", False),
        ("import mmap; shared = mmap.mmap(-1, 4096)", False),
        ("file = open('notes.txt', 'w')", False),
    ],
)
def test_what_runs_would_share(
    warm: Sandbox, write: Callable[..., Path], database: Database, code: str, forkable: bool
) -> None:
    """An import that left a file, a descriptor or shared memory is not forked from: a run could tell the next."""
    with warm.worker(write(code), database.target.host, LIMITS) as worker:
        imported = worker.load(database.target, SECONDS)
        assert (imported.raised, imported.forkable) == (None, forkable)


@pytest.mark.parametrize(
    ("code", "is_over"),
    [
        ("len(os.listdir('/tmp')), open('data.py').read()", False),
        ("open('/tmp/left', 'w').close()", True),
        ("open('/tmp/left', 'w').close(), os.unlink('/tmp/left')", True),
        ("os.mkdir('/tmp/left', 0)", True),
        ("os.chmod('/tmp', 0)", True),
        ("os.utime('/tmp', (1, 1))", True),
        ("os.unlink('/tmp/data.py')", True),
        ("os.utime('/tmp/data.py', (1, 1), follow_symlinks=False)", True),
        ("os.rename('/tmp/data.py', '/tmp/left'), os.rename('/tmp/left', '/tmp/data.py')", True),
        ("os.link('/tmp/data.py', '/tmp/left', follow_symlinks=False), os.unlink('/tmp/left')", True),
    ],
)
def test_a_run_that_changed_the_scratch(
    warm: Sandbox, write: Callable[..., Path], database: Database, code: str, is_over: bool
) -> None:
    """After a run that changed anything in the scratch there is no other in that worker; reading changes nothing."""
    path = write(main=f"import os\ndef change():\n    {code}\n", data="x = 1")
    with warm.worker(path, database.target.host, LIMITS) as worker:
        assert worker.load(database.target, SECONDS).forkable
        with worker.run(database.target, LIMITS) as run:
            run.load((), (), SECONDS)
            assert run.do(call("change"), SECONDS).raised is None
        assert worker.is_over is is_over


@pytest.mark.parametrize("mode", ["0", "0o300", "0o755"])
def test_an_import_that_closed_the_scratch(
    warm: Sandbox, write: Callable[..., Path], database: Database, mode: str
) -> None:
    """What an import left where nobody may look is not forked from; a folder that is merely open to all is."""
    code = f"import os\nif {mode} != 0o755: open('/tmp/left', 'w').close()\nos.chmod('/tmp', {mode})\n"
    with warm.worker(write(code), database.target.host, LIMITS) as worker:
        assert worker.load(database.target, SECONDS).forkable is (mode == "0o755")


def test_the_import_is_confined_too(warm: Sandbox, write: Callable[..., Path], database: Database) -> None:
    """What is forbidden in a run is forbidden in the import, but for a plain fork."""
    for attempt in (
        "import socket; socket.socket(socket.AF_INET)",
        "open('/etc/passwd')",
        "os.execv(sys.executable, ['x'])",
    ):
        with warm.worker(write("import os, sys\n" + attempt), database.target.host, LIMITS) as worker:
            assert worker.load(database.target, SECONDS).raised is not None


def test_the_run_of_an_unfit_import(warm: Sandbox, write: Callable[..., Path], database: Database) -> None:
    """A run in the process of the import is filtered as a forked one."""
    with warm.worker(
        write("import os\ndef fork():\n    os.fork()\n"), database.target.host, LIMITS
    ) as worker:
        worker.load(database.target, SECONDS)
        run = worker.itself()
        run.load((), (), SECONDS)
        raised = run.do(call("fork"), SECONDS).raised
        assert raised is not None
        assert raised.type == "PermissionError"


def test_a_worker_is_the_first_to_go(warm: Sandbox, write: Callable[..., Path], database: Database) -> None:
    """Where the machine has no memory left, the kernel ends a submission, which cannot talk it out of that."""
    source = """
        def score():
            try:
                open("/proc/self/oom_score_adj", "w").write("-1000")
            except OSError:
                pass
            return int(open("/proc/self/oom_score_adj").read())
    """
    (observation,) = load(write, warm, database, "score", main=source)
    assert 1000 == observation.value


def test_no_worker_without_what_was_promised(warm: Sandbox) -> None:
    """A worker that cannot be confined as the isolation says is not started."""
    with pytest.raises(InternalError, match="cannot be shown"):
        warm.worker(Path("/"), "/nonexistent", LIMITS)


@pytest.mark.parametrize("protection", ["file view", "landlock", "seccomp"])
def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, protection: str) -> None:
    """A protection that the machine does not offer is named with the reason, and the level is reduced."""
    module, function = {
        "file view": ("files", "def enter("), "landlock": ("landlock", "def abi("), "seccomp": ("seccomp", "def install("),
    }[protection]  # fmt: skip

    def change(name: str, source: str) -> str:
        if name != module:
            return source
        signature = next(line for line in source.splitlines() if line.startswith(function))
        return source.replace(signature, f"{signature}\n    raise OSError(1, 'not on this machine')")

    monkeypatch.setattr(starting, "_ENTRY", copy_worker(tmp_path, change))
    with Sandbox(warm=True) as sandbox:
        assert sandbox.isolation.level == "reduced"
        assert sandbox.isolation.missing == (f"{protection}: [Errno 1] not on this machine",)


AS_A_USER = """
set -e
mount --make-rprivate /
mount -t tmpfs kept /mnt
mkdir -p /mnt/prefix
mount --rbind {prefix} /mnt/prefix
case {prefix} in /root/*)
    mount -t tmpfs -o mode=755 home /root
    mkdir -p {prefix}
    mount --rbind /mnt/prefix {prefix} ;;
esac
umount -l /mnt
cd {repository}
exec setpriv --reuid 12345 --regid 12345 --clear-groups {python} -m pytest -q -p no:cacheprovider \
    --basetemp {folder}/for-user tests/unit/worker/confinement \
    -k 'test_a_submission_cannot or test_honest or test_a_limit'
"""


@pytest.mark.skipif(os.getuid() != 0, reason="the tests run as a normal user already")
def test_as_a_normal_user() -> None:
    """The same holds when the grader itself runs as a normal user."""
    folder = Path(tempfile.mkdtemp(prefix="as-user-"))
    folder.chmod(0o777)
    script = AS_A_USER.format(prefix=sys.base_prefix, repository=ROOT, python=sys.executable, folder=folder)
    try:
        done = subprocess.run(
            ["unshare", "--mount", "bash", "-c", script],
            capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        )  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]


def test_a_link_is_never_mounted(tmp_path: Path) -> None:
    """A path that became a link just before it is shown to a worker is not shown: what it leads to neither."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "anna").symlink_to(tmp_path / "secret")
    (tmp_path / "above").symlink_to(tmp_path)
    for path in ("anna", "above/secret"):
        with pytest.raises(files.Unshown, match="has become a link"):
            files._bind(str(tmp_path / "root"), str(tmp_path / path), 0)
    assert not (tmp_path / "root").exists()


def test_a_link_opens_nothing(
    warm: Sandbox, without: Callable[..., Sandbox], outside: Path, database: Database
) -> None:
    """A submission that was a link when its worker started sees nothing of what that led to, whatever it is by then."""
    path = outside / "submissions" / "anna.py"
    for sandbox in (warm, without("file view")):
        path.symlink_to(outside)
        with sandbox.worker(path, database.target.host, LIMITS) as worker:
            path.unlink()
            path.write_text(f"open('{outside}/solutions/hidden.yaml').read()\n")
            imported = worker.load(database.target, SECONDS)
        path.unlink()
        assert imported.raised is not None
