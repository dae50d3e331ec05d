"""Grades hostile modules, and writes down what came of them: ``harness_hostile.py PROVIDER PLACE OUT NAME...``.

A process of its own, so that it can be run by another user, and so that whatever it leaves behind is its
own: orphans come to it. ``PROVIDER`` is ``embedded`` or ``container``, ``PLACE`` an empty folder for the course
and the submissions.
"""

# Paths as text: names that are no text are what some modules are about.
# ruff: noqa: PTH112, PTH118, PTH208

from __future__ import annotations

import ctypes
import gc
import json
import os
import re
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.course.submissions import Submission

HERE = Path(__file__).resolve().parents[1] / "boundary"
MODULES = HERE / "hostile"
COURSE = HERE / "hostile_course"
SEED = 5
JOBS = 4
IMAGE = os.environ.get("GRADER_POSTGRES_IMAGE", "postgres:18")
_BETWEEN = 20
"""How many hostile modules there are for each honest neighbour. One that is alone has a neighbour all the time."""
_SLOW_LINES = (21, 15, 22)
"""Lines of the catalogue that are about time: their modules wait more than they work, so they begin first."""
_PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue")
_HEADER = re.compile(r"^# (\w+): (.*)$", re.MULTILINE)
_COMMAND = re.compile(r"^\s*::|##\w*\[")
"""What GitHub's runner and Azure's agent obey in a line of a job's output."""
_TOKEN = "hostile-"
"""How the name of everything begins that a hostile module puts somewhere."""
SECRETS = (
    "PLANTED_HIDDEN_SECRET",
    "PLANTED_SPEC_SECRET",
    "PLANTED_SOLUTION_SECRET",
    "PLANTED_NEIGHBOUR_SECRET",
    "PLANTED_REPORT_SECRET",
    "PLANTED_ENVIRONMENT_SECRET",
)


@dataclass(frozen=True)
class Hostile:
    """A hostile module with what its header says."""

    path: Path
    header: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    def listed(self, key: str) -> list[str]:
        return [part for part in re.split(r"[,|]\s*|\s+\|\s+", self.header.get(key, "")) if part]

    @property
    def line(self) -> int:
        """The line of the catalogue that it belongs to."""
        return int(self.path.parent.name.partition("-")[0])

    def allows(self, points: float) -> bool:
        """``points: 7``, or ``at most 7`` where it depends on the machine how far a module comes."""
        said = self.header["points"]
        most = float(said.removeprefix("at most "))
        return points <= most if said.startswith("at most ") else points == most


def hostile() -> list[Hostile]:
    found = sorted(MODULES.glob("*-*/*.py"))
    return [Hostile(path, dict(_HEADER.findall(path.read_text("utf-8")[:4000]))) for path in found]


# ---- what is graded ---------------------------------------------------------------------------


def put(module: Hostile, folder: Path) -> Path:
    """The submission of a module: its base and its trick, as its header says. ``on: nothing``: alone.
    ``reaches: worker``: with ``_worker`` at hand, the worker's modules."""
    trick = module.path.read_text("utf-8")
    if module.header.get("reaches") == "worker":
        trick = (HERE / "reach_worker.py").read_text("utf-8") + "\n\n" + trick
    base = module.header.get("on", "nothing")
    parts = [] if base == "nothing" else [(COURSE / f"submissions/notes/{base}.py").read_text("utf-8")]
    parts.insert(0 if module.header.get("trick") == "first" else len(parts), trick)
    source = "\n\n".join(parts)
    folder.mkdir(parents=True)
    made = MAKERS.get(module.header.get("make", ""), _plain)
    return made(folder, module.path.stem, source)


def _plain(folder: Path, stem: str, source: str) -> Path:
    path = folder / f"{stem}.py"
    path.write_text(source, encoding="utf-8")
    return path


def _package(*others: tuple[str, str]) -> Callable[[Path, str, str], Path]:
    """A folder that holds the module, and others beside it."""

    def make(folder: Path, stem: str, source: str) -> Path:
        package = folder / stem
        package.mkdir()
        (package / "models.py").write_text(source, encoding="utf-8")
        for name, text in others:
            (package / name).write_text(text, encoding="utf-8")
        return package

    return make


def _not_utf8_folder(folder: Path, stem: str, source: str) -> Path:
    package = Path(os.fsdecode(os.path.join(os.fsencode(folder), b"caf\xe9 \xff")))
    package.mkdir()
    (package / f"{stem}.py").write_text(source, encoding="utf-8")
    (package / os.fsdecode(b"d\xe9.txt")).write_text("read me", encoding="utf-8")
    return package


def _link(to: str) -> Callable[[Path, str, str], Path]:
    """A link in the submission's place, which leads to a file or folder of the course."""

    def make(folder: Path, stem: str, source: str) -> Path:
        path = folder / (stem + Path(to).suffix.replace("yaml", "py"))
        path.symlink_to(os.path.relpath(_root(folder) / to, folder))
        return path

    return make


def _links(*links: tuple[str, str]) -> Callable[[Path, str, str], Path]:
    """A folder that holds the module and links, each by its name; ``ROOT`` is that of the course."""

    def make(folder: Path, stem: str, source: str) -> Path:
        package = _package()(folder, stem, source)
        for name, leads_to in links:
            (package / name).parent.mkdir(parents=True, exist_ok=True)
            (package / name).symlink_to(leads_to.replace("ROOT", str(_root(folder))))
        return package

    return make


def _root(folder: Path) -> Path:
    return next(parent for parent in folder.parents if (parent / "solutions").is_dir())


def _sparse(folder: Path, stem: str, source: str) -> Path:
    path = _plain(folder, stem, source)
    os.truncate(path, 200 * 2**30)
    return path


def _pipe(folder: Path, stem: str, source: str) -> Path:
    path = folder / f"{stem}.py"
    os.mkfifo(path)
    return path


def _pipe_beside(folder: Path, stem: str, source: str) -> Path:
    package = _package()(folder, stem, source)
    os.mkfifo(package / "more.py")
    return package


def _deep_folders(folder: Path, stem: str, source: str) -> Path:
    package = _package()(folder, stem, source)
    package.joinpath(*["in"] * 400).mkdir(parents=True)
    return package


def _many_files(folder: Path, stem: str, source: str) -> Path:
    package = _package()(folder, stem, source)
    for number in range(12_000):
        (package / f"more_{number}.py").touch()
    return package


def _closed(name: str) -> Callable[[Path, str, str], Path]:
    """A folder with the module, of which one file or folder cannot be read."""

    def make(folder: Path, stem: str, source: str) -> Path:
        package = _package(("more.py", "x = 1\n"))(folder, stem, source)
        (package / "data").mkdir()
        (package / name).chmod(0)
        return package

    return make


def _bytes(change: Callable[[str], bytes]) -> Callable[[Path, str, str], Path]:
    def make(folder: Path, stem: str, source: str) -> Path:
        path = folder / f"{stem}.py"
        path.write_bytes(change(source))
        return path

    return make


def _named(name: str | bytes) -> Callable[[Path, str, str], Path]:
    def make(folder: Path, stem: str, source: str) -> Path:
        path = Path(os.fsdecode(os.path.join(os.fsencode(folder), os.fsencode(name))))
        path.write_text(source, encoding="utf-8")
        return path

    return make


_NOT_READ = {"json", "classroom50"}
"""The document itself, and what wants a repository beside it."""

_POISON = "def __getattr__(name):\n    raise SystemExit('this must never be used')\n"
"""A module of the submission like any other, and imported with it; nothing may take it for what it is named after."""


def _mark(name: str) -> str:
    return f"try:\n    open('/dev/shm/hostile-{name}', 'w')\nexcept OSError:\n    pass\n"


MAKERS: Mapping[str, Callable[[Path, str, str], Path]] = {
    "shadows": _package(
        ("sqlalchemy.py", _POISON), ("json.py", _POISON), ("psycopg2.py", _POISON), ("grader.py", _POISON)
    ),
    "site": _package(
        ("sitecustomize.py", _mark("site")),
        ("usercustomize.py", _mark("site-user")),
        ("conftest.py", "raise SystemExit('no part of the submission')\n"),
        ("evil.pth", "import os; open('/dev/shm/hostile-site-pth', 'w')\n"),
    ),
    "links": _links(
        ("reference.py", "ROOT/solutions/notes/reference/good.py"), ("hidden", "ROOT/solutions/notes")
    ),
    "link_to_the_reference": _link("solutions/notes/reference/good.py"),
    "link_to_the_hidden_checks": _link("solutions/notes/hidden.yaml"),
    "link_to_the_solutions": _link("solutions/notes/reference"),
    "chain_of_links": _links(
        ("data.csv", "one"), ("one", "two"), ("two", "ROOT/solutions/notes/hidden.yaml")
    ),
    "link_to_the_neighbours": _links(("pictures/neighbours", "../../..")),
    "links_within": _links(
        ("more.py", "models.py"), ("again", "."), ("round.py", "round.py"), ("gone.csv", "nowhere")
    ),
    "links_of_tools": _links(
        (".venv/bin/python", "/usr/bin/python3"),
        ("venv/bin/python", "/usr/bin/python3"),
        (".env", "/etc/passwd"),
        ("mine/pyvenv.cfg", "/etc/passwd"),
        ("mine/lib64", "/usr/lib"),
        ("node_modules/x", "/usr/lib"),
    ),
    "sparse": _sparse,
    "pipe": _pipe,
    "pipe_beside": _pipe_beside,
    "deep_folders": _deep_folders,
    "many_files": _many_files,
    "closed_folder": _closed("data"),
    "closed_file": _closed("more.py"),
    "closed": _closed("."),
    "folder": _package(("notes.txt", "read me")),
    "nul": _bytes(lambda source: source.encode() + b"\n# \x00\n"),
    "bom": _bytes(lambda source: b"\xef\xbb\xbf" + source.encode()),
    "utf16": _bytes(lambda source: source.encode("utf-16")),
    "cookie": _bytes(lambda source: b"# -*- coding: utf-7 -*-\n" + source.encode()),
    "no_such_codec": _bytes(lambda source: b"# -*- coding: hostile -*-\n" + source.encode()),
    "huge": _bytes(
        lambda source: source.encode() + b"\n" + b"# padding padding padding padding\n" * 1_600_000
    ),
    "deep": _bytes(lambda source: source.encode() + b"\nx = " + b"(" * 150 + b")" * 150 + b"\n"),
    "deep_sum": _bytes(lambda source: source.encode() + b"\nx = " + b"+".join([b"1"] * 100_000) + b"\n"),
    "deep_minus": _bytes(lambda source: source.encode() + b"\nx = " + b"-" * 200_000 + b"1\n"),
    "deep_attributes": _bytes(lambda source: source.encode() + b"\nx = a" + b".b" * 100_000 + b"\n"),
    "escapes": _named("a\u202e\x1b]0;owned\x07\x9b2J\u2028b.py"),
    "newline": _named("first\nsecond \x1b[31m red.py"),
    "quotes": _named("'\"; DROP TABLE notes; -- $(id) `id` <b>.py"),
    "dots": _named("..%2f..%2f..py"),
    "command": _named("\u2003::error title=x::y ##[error]z ##vso[task.complete result=Succeeded].py"),
    "long": _named("x" * 252 + ".py"),
    "not_utf8": _named(b"caf\xe9 \xff\xfe.py"),
    "not_utf8_folder": _not_utf8_folder,
    "formula": _named("=cmd|' C calc'!A0.py"),
}


# ---- grading ----------------------------------------------------------------------------------


def main(provider: str, place: Path, out: Path, names: list[str]) -> None:
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    os.environ["PLANTED"] = "PLANTED_ENVIRONMENT_SECRET"
    shutil.copytree(COURSE, place / "course")
    earlier = place / "course/submissions/notes/neighbour.py"
    earlier.write_text('"""PLANTED_NEIGHBOUR_SECRET."""\n')
    report = place / "course/report/index.html"
    report.parent.mkdir()
    report.write_text("PLANTED_REPORT_SECRET")
    wanted = [module for module in hostile() if module.name in names]
    wanted.sort(key=lambda module: _SLOW_LINES.index(module.line) if module.line in _SLOW_LINES else 99)
    with_modules(provider, place / "course", wanted, out)


def find(path: Path) -> Submission:
    """A module as ``grader grade`` finds it."""
    from grader.course.intake import Intake  # noqa: PLC0415 - this process is the grader's from here on
    from grader.course.staging import Staging  # noqa: PLC0415
    from grader.course.submissions import gather  # noqa: PLC0415

    (found,) = gather([path], ["notes"], None, Intake(Staging())).submissions
    return found


def with_modules(provider: str, root: Path, wanted: list[Hostile], out: Path) -> None:
    from grader.course.course import Course  # noqa: PLC0415
    from grader.course.submissions import Submission  # noqa: PLC0415
    from grader.grading.grading import Grading  # noqa: PLC0415 - this process is the grader's from here on
    from grader.postgres import scram  # noqa: PLC0415

    passwords = _remember_passwords(scram)
    exercise = Course(root).exercise("notes")
    honest_copy = root / "honest/good.py"
    honest_copy.parent.mkdir(parents=True)
    shutil.copy(root / "submissions/notes/good.py", honest_copy)
    before, around, told = _files(), _course(root), _Told(root, passwords)
    started = time.monotonic()

    def honest(tools: Any) -> dict[str, Any]:
        with Grading(exercise, tools) as grading:
            names = ("good", "n_plus_one", "wrong")
            paths = [root / f"submissions/notes/{name}.py" for name in names]
            return {
                path.stem: told.of(tools, grading.grade(Submission(path, "notes"), [SEED])[0])
                for path in paths
            }

    with _tools(provider) as tools:
        fresh = honest(tools)
    with _tools(provider) as tools:

        def graded(module: Hostile) -> dict[str, Any]:
            place = root / "hostile" / module.path.parent.name / module.path.stem
            path = put(module, place / "submissions/notes")
            kept = _listing(path.parent)
            began = time.monotonic()
            try:
                submission = find(path)
                for _ in range(2 if "twice" in module.header else 1):
                    result = told.of(tools, grading.grade(submission, [SEED])[0])
            except BaseException:
                result = {"escaped": traceback.format_exc()}
            result["seconds"] = time.monotonic() - began
            print(module.name, f"{result['seconds']:.1f} s", file=sys.stderr, flush=True)
            result["changed"] = sorted(kept ^ _listing(path.parent))
            return result

        def neighbour() -> dict[str, Any]:
            return told.of(tools, grading.grade(Submission(honest_copy, "notes"), [SEED])[0])

        def neighbours_of(ended: Callable[[], bool]) -> list[dict[str, Any]]:
            found = [neighbour()]
            while not ended():
                found.append(neighbour())
            return found

        with Grading(exercise, tools) as grading, ThreadPoolExecutor(JOBS) as pool:
            futures, beside = {}, []
            for number, module in enumerate(wanted):
                futures[module.name] = future = pool.submit(graded, module)
                if len(wanted) == 1:
                    beside.append(pool.submit(neighbours_of, future.done))
                elif number % _BETWEEN == 0:
                    beside.append(pool.submit(neighbours_of, lambda: True))
            results = {name: future.result() for name, future in futures.items()}
            neighbours = [grade for future in beside for grade in future.result()]
        after = honest(tools)
        left = [left for server in tools.servers._all for left in _left_on_server(server)]
    document = {
        "modules": results,
        "fresh": fresh,
        "after": after,
        "neighbours": neighbours,
        "left": [*left, *_left_running(), *sorted(_files() - before)],
        "forged": sorted(_course(root) ^ around),
        "seconds": time.monotonic() - started,
        "isolation": told.isolation,
    }
    out.write_text(json.dumps(document, ensure_ascii=True), encoding="utf-8")


def _tools(provider: str) -> Any:
    from grader.running.tools import open_tools  # noqa: PLC0415

    return open_tools(provider, IMAGE)


def _remember_passwords(scram: Any) -> list[str]:
    """Every password that the grader makes up, the submissions' own among them."""
    from grader.postgres.providers import container, embedded  # noqa: PLC0415

    found: list[str] = []
    honest = scram.new_password

    def new_password() -> str:
        found.append(honest())
        return found[-1]

    for module in (scram, container, embedded):
        if hasattr(module, "new_password"):
            module.new_password = new_password
    return found


class _Told:
    """What a grade says, and which secrets its reports hold."""

    def __init__(self, root: Path, passwords: list[str]) -> None:
        self._root, self._passwords = root, passwords
        self.isolation: Mapping[str, Any] = {}

    def of(self, tools: Any, grade: Any) -> dict[str, Any]:
        from grader.model import Batch  # noqa: PLC0415
        from grader.reports.audience import Audience  # noqa: PLC0415
        from grader.reports.document import document  # noqa: PLC0415
        from grader.reports.formats import html_pages  # noqa: PLC0415
        from grader.reports.formats.registry import REPORTS  # noqa: PLC0415
        from grader.running.tools import isolation_info, postgres_info, versions  # noqa: PLC0415

        self.isolation = isolation_info(tools)
        batch = Batch(postgres_info(tools), self.isolation, versions(), SEED, (grade,))
        student, instructor = (document(batch, a) for a in (Audience.STUDENT, Audience.INSTRUCTOR))
        page = html_pages.submission_page(student.grades[0], student)
        texts = [page, *(_text(write, student) for name, write in REPORTS.items() if name not in _NOT_READ)]
        whole = "\n".join([student.model_dump_json(by_alias=True), *texts])
        theirs = instructor.model_dump_json(by_alias=True)
        secrets = [secret for secret in SECRETS if secret in whole]
        secrets += ["the path of solutions"] if str(self._root / "solutions") in whole else []
        secrets += ["a password"] if any(word in whole or word in theirs for word in self._passwords) else []
        data = instructor.grades[0].model_dump(mode="json", by_alias=True)
        return {
            "outcome": data["outcome"],
            "points": data["points"],
            "max_points": data["max_points"],
            "verdicts": {check["id"]: check["verdict"] for check in data["checks"]},
            "reasons": {check["id"]: check["reason"] for check in data["checks"]},
            "findings": json.dumps([data["finding"], *(c["findings"] for c in data["checks"])]),
            "secrets": secrets,
            "unseen": sorted({c for text in texts for c in text if c not in "\r\n" and not c.isprintable()}),
            "commands": [line for text in texts[1:] for line in text.splitlines() if _COMMAND.search(line)],
            "traceback": "Traceback" in theirs and "/grader/" in theirs,
            "page": page if any(mark in page for mark in ("<script>alert", "<img src=x")) else "",
        }


def _text(write: Any, document: Any) -> str:
    import contextlib  # noqa: PLC0415
    import io  # noqa: PLC0415

    with contextlib.redirect_stdout(io.StringIO()) as told:
        write(document)
    return told.getvalue()


# ---- what is left behind ----------------------------------------------------------------------


def _listing(folder: Path) -> set[str]:
    found = set()
    for path, folders, files in os.walk(folder):
        for name in (*folders, *files):
            whole = os.path.join(path, name)
            found.add(f"{os.fsencode(whole)!r} {os.lstat(whole).st_size * (name in files)}")
    return found


def _course(root: Path) -> set[str]:
    """Solutions, reports, exercises, the grader's own: everything beside the hostile modules."""
    return {
        entry for name in sorted(os.listdir(root)) if name != "hostile" for entry in _listing(root / name)
    }


def _files() -> set[str]:
    """Everything in the places that a submission may know of that says whose it is."""
    found = set()
    for place in _PLACES:
        if os.path.isdir(place):
            found |= {f"{place}/{name}" for name in os.listdir(place) if name.startswith(_TOKEN)}
    found |= {line.split()[-1] for line in Path("/proc/net/unix").read_text().splitlines() if _TOKEN in line}
    segments = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    return found | {f"shared memory {line.split()[0]}" for line in segments if line.split()[0] == "4919"}


def _left_on_server(server: Any) -> list[str]:
    gc.collect()
    asked = {
        "database": "SELECT datname FROM pg_database WHERE datname LIKE 'grader\\_%\\_%'",
        "role": "SELECT rolname FROM pg_roles WHERE rolname LIKE 'grader\\_%' AND rolname <> 'grader_admin'",
        "connection": "SELECT usename || ' ' || datname FROM pg_stat_activity WHERE usename <> 'grader_admin'",
        "setting": "SELECT setconfig::text FROM pg_db_role_setting",
        "large object": "SELECT oid::text FROM pg_largeobject_metadata",
    }
    server._background.submit(lambda: None).result()
    with server._site.admin.connection() as connection:
        return [f"{what} {row[0]}" for what, query in asked.items() for row in connection.execute(query)]


def _left_running() -> list[str]:
    """Processes that still descend from this one, some seconds after everything was closed."""
    deadline = time.monotonic() + 5
    while True:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return []
        if time.monotonic() > deadline:
            listings = Path("/proc/self/task").glob("*/children")
            return [f"process {pid}" for listing in listings for pid in listing.read_text().split()]
        time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
