"""An archive is hostile until it is read: what is wrong with one student's files costs no other anything."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from grader.course.intake import Intake
from grader.course.sources import opening
from grader.course.sources.contract import UnreadableError
from grader.course.sources.opening import open_archive
from grader.course.staging import Staging
from grader.course.submissions import Gathered, Submission, gather
from grader.errors import OperatorError
from tests.support.archives import (
    LINK,
    PIPE,
    add,
    add_special,
    declare,
    encrypt,
    spoil,
    tarred,
    zip_bytes,
    zipped,
)

SLUGS = ["blog"]
CODE = "class User:\n    pass\n\n\ndef find(session):\n    return [1, 2, 3]\n"


def taken(path: Path, staging: Staging) -> Gathered:
    return gather([path], SLUGS, "blog", Intake(staging))


def held(submission: Submission) -> dict[str, str]:
    """What lies where it is graded."""
    path = submission.path
    found = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
    root = path.parent if path.is_file() else path
    return {each.relative_to(root).as_posix(): each.read_text(encoding="utf-8") for each in found}


def reasons(found: Gathered) -> dict[str, str | None]:
    return {submission.name: submission.refused for submission in found.submissions}


# ---- what a class's archive may look like ------------------------------------------------------


@pytest.mark.parametrize("make", [zipped, tarred], ids=["zip", "tar"])
@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["ada.py", "bob.py"], {"ada": ["ada.py"], "bob": ["bob.py"]}),
        (["hw/ada.py", "hw/bob/m.py", "hw/bob/q.py"], {"ada": ["ada.py"], "bob": ["m.py", "q.py"]}),
        (["a/b/ada/x.py", "a/b/bob/x.py"], {"ada": ["x.py"], "bob": ["x.py"]}),
        (["ada/models.py", "ada/main.py"], {"ada": ["main.py", "models.py"]}),
        (["src/models.py", "src/main.py"], {"src": ["main.py", "models.py"]}),
        (
            [
                "__MACOSX/._ada.py", "ada.py", "bob/.DS_Store", "bob/.git/config", "bob/.ipynb_checkpoints/x.py",
                "bob/__pycache__/x.pyc", "bob/m.py", "bob/mine/lib/y.py", "bob/mine/pyvenv.cfg", "bob/venv/x.py",
                "bob/.env", "bob/app.db",
            ],
            {"ada": ["ada.py"], "bob": [".env", "app.db", "m.py"]},
        ),
        (
            ["ada/bin/tool.py", "ada/lib/python3/x.py", "ada/models.py", "ada/pyvenv.cfg", "bob.py"],
            {"ada": ["models.py"], "bob": ["bob.py"]},
        ),
    ],
)  # fmt: skip
def test_an_archive_is_what_its_folder_would_be(
    files: list[str], expected: dict[str, list[str]], make: Callable[..., Path], tmp_path: Path
) -> None:
    """An archive holds the submissions that the unpacked folder would, without what tools left in it; and is called so."""
    suffix = ".zip" if make is zipped else ".tar.gz"
    path = make(tmp_path / f"handed_in{suffix}", {name: f"{CODE}# {name}\n" for name in files})
    with Staging() as staging:
        found = taken(path, staging).submissions
        assert expected == {each.name: sorted(held(each)) for each in found}
        assert all(each.place.is_relative_to(path) and not each.refused for each in found)
        assert {each.files for each in found} == {each.path for each in found}
    assert not any(each.path.exists() for each in found)


def test_names_of_every_kind(tmp_path: Path) -> None:
    """Names in any script, long ones and those that Windows or macOS wrote are names like any other."""
    long = f"{'lovelace' * 40}.py"
    path = zipped(tmp_path / "class.zip", {"Ålesund Ñandú.py": CODE, "李小龍.py": CODE, long: CODE})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("windows\\models.py", CODE)
        info = zipfile.ZipInfo("decomposed/models.py")
        info.filename = "zoe\u0308/models.py".encode().decode("cp437")
        archive.writestr(info, CODE)
    content = path.read_bytes()
    with Staging() as staging:
        found = taken(path, staging)
        assert not [each.refused for each in found.submissions if each.refused]
        names = [each.name for each in found.submissions]
        assert {"Ålesund Ñandú", "李小龍", "windows"} <= {*names}
        assert 5 == len(names) == len({*names})
        assert all(CODE in held(each).values() for each in found.submissions)
    assert content == path.read_bytes()


def test_long_names_that_begin_alike(tmp_path: Path) -> None:
    """Names that are too long for a file stay two files."""
    path = zipped(
        tmp_path / "class.zip", {f"{'x' * 300}{number}.py": f"{CODE}# {number}" for number in (1, 2)}
    )
    with Staging() as staging:
        found = taken(path, staging).submissions
        assert {f"{CODE}# 1", f"{CODE}# 2"} == {text for each in found for text in held(each).values()}


# ---- what is wrong with one of many ------------------------------------------------------------


def with_zip(change: Callable[[zipfile.ZipFile], None]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "a") as archive:
            change(archive)

    return make


def then(first: Callable[[Path], None], change: Callable[[Path], None]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        first(path)
        change(path)

    return make


def write(name: str, text: str | bytes = CODE) -> Callable[[Path], None]:
    return with_zip(lambda archive: archive.writestr(name, text, zipfile.ZIP_DEFLATED))


HOSTILE: dict[str, tuple[Callable[[Path], None], str]] = {
    "above": (write("../../eve.py"), "`outside of the archive/eve.py` leads out of its archive"),
    "above, called as another": (write("../ada.py"), "`outside of the archive/ada.py` leads out of its archive"),
    "above within": (write("eve/../../../x.py"), "`eve/x.py` leads out of its archive"),
    "absolute": (write("/eve.py"), "`outside of the archive/eve.py` leads out of its archive"),
    "drive": (write("C:\\eve.py"), "`outside of the archive/eve.py` leads out of its archive"),
    "backslashes": (write("eve\\..\\..\\..\\x.py"), "`eve/x.py` leads out of its archive"),
    "link": (
        with_zip(lambda archive: add_special(archive, "eve.py", LINK, "/etc/passwd")),
        "`eve.py` is a link. Hand in the file itself.",
    ),
    "link in a folder": (
        with_zip(lambda archive: add_special(archive, "eve/m.py", LINK, "../ada.py")),
        "`eve/m.py` is a link",
    ),
    "pipe": (
        with_zip(lambda archive: add_special(archive, "eve.py", PIPE, "")),
        "`eve.py` is not a file",
    ),
    "encrypted": (
        then(write("eve.py"), lambda path: encrypt(path, "eve.py")),
        "`eve.py` is encrypted. Hand in an archive without a password.",
    ),
    "broken": (then(write("eve.py"), lambda path: spoil(path, "eve.py")), "`eve.py` cannot be unpacked"),
    "larger than it says": (
        then(write("eve.py"), lambda path: declare(path, "eve.py", 5)),
        "`eve.py` cannot be unpacked",
    ),
    "smaller than it says": (
        then(write("eve.py"), lambda path: declare(path, "eve.py", 5000)),
        "",
    ),
    "bomb": (write("eve.py", b"\0" * 50_000_000), "`eve.py` is too large: it may have 10,000,000 bytes at most"),
    "many bombs": (
        with_zip(lambda archive: [archive.writestr(f"eve/{n}.py", b"#" * 9_000_000, 8) for n in range(12)] and None),
        "is too much: all files together may have 100,000,000 bytes",
    ),
    "many": (
        with_zip(lambda archive: [archive.writestr(f"eve/{n}.py", "") for n in range(10_500)] and None),
        "`eve` holds more than 10,000 files and folders",
    ),
    "deep": (write("eve/" + "in/" * 60 + "m.py"), "more than 50 deep"),
    "deeper than a path": (write("eve/" + "in/" * 3000 + "m.py"), "more than 50 deep"),
    "a file that is a folder": (then(write("eve/m.py/x.py"), write("eve/m.py")), "`eve/m.py`"),
    "no archive in it": (write("eve.zip", b"PK\x03\x04 not really"), "not graded: `eve.zip` is neither a zip nor a tar"),
    "an empty archive in it": (write("eve.zip", zip_bytes({})), "there is no Python module in `eve.zip`"),
    "a text in it": (write("eve.tar.gz", gzip.compress(b"no tar")), "not graded: `eve.tar.gz` is neither"),
    "another kind in it": (write("eve.rar", b"Rar!\x1a\x07\x00"), "not graded: `eve.rar` is neither"),
    "outside of an archive in it": (write("eve.zip", zip_bytes({"../ada.py": CODE})), "`eve/outside of the archive/ada.py` leads out"),
    "archives in archives": (
        write("eve.zip", zip_bytes({"in.zip": zip_bytes({"m.py": CODE})})),
        "not graded: `eve/in.zip` is an archive",
    ),
    "a bomb in it": (
        write("eve.zip", zip_bytes({f"{n}.py": b"#" * 9_000_000 for n in range(12)})),
        "is too much: all files together",
    ),
}  # fmt: skip
"""How an archive comes to hold it, and what its student is told; empty where it is fine after all."""


@pytest.mark.parametrize("name", HOSTILE)
def test_one_of_many(name: str, tmp_path: Path) -> None:
    """What is wrong with one student's files is told of them, nothing lands outside, and the others are graded."""
    path = zipped(tmp_path / "class.zip", {"ada.py": CODE, "zoe/m.py": CODE})
    change, said = HOSTILE[name]
    change(path)
    with Staging() as staging:
        found = taken(path, staging)
        others = {each.name: held(each) for each in found.submissions if each.name in ("ada", "zoe")}
        told = {name: reason for name, reason in reasons(found).items() if name not in others}
    assert {"ada": {"ada.py": CODE}, "zoe": {"m.py": CODE}} == others
    (reason,) = told.values()
    assert said in (reason or "")
    assert bool(said) == bool(reason)
    assert ["class.zip"] == [each.name for each in tmp_path.iterdir()]


TAR: dict[str, tuple[Callable[[tarfile.TarFile], None], str]] = {
    "above": (lambda archive: add(archive, "../../eve.py", CODE), "leads out of its archive"),
    "absolute": (lambda archive: add(archive, "/tmp/eve.py", CODE), "leads out of its archive"),
    "link": (lambda archive: add(archive, "eve.py", "", tarfile.SYMTYPE, "/etc/passwd"), "is a link"),
    "hard link": (lambda archive: add(archive, "eve.py", "", tarfile.LNKTYPE, "ada.py"), "is a link"),
    "device": (lambda archive: add(archive, "eve.py", "", tarfile.CHRTYPE), "is not a file"),
    "pipe": (lambda archive: add(archive, "eve.py", "", tarfile.FIFOTYPE), "is not a file"),
    "bomb": (lambda archive: add(archive, "eve.py", "#" * 20_000_000), "is too large"),
}


@pytest.mark.parametrize("name", TAR)
def test_one_of_many_in_a_tar(name: str, tmp_path: Path) -> None:
    """The same of a tar: links of both kinds, devices, and names that lead out."""
    path = tmp_path / "class.tar.gz"
    change, said = TAR[name]
    with tarfile.open(path, "w:gz") as archive:
        add(archive, "ada.py", CODE)
        change(archive)
        add(archive, "zoe.py", CODE)
    with Staging() as staging:
        found = reasons(taken(path, staging))
    assert (None, None) == (found.pop("ada"), found.pop("zoe"))
    (reason,) = found.values()
    assert said in (reason or "")
    assert ["class.tar.gz"] == [each.name for each in tmp_path.iterdir()]


@pytest.mark.parametrize("large", ["rows.csv", "app.db", "picture.png", "escape/../../x.csv"])
def test_what_is_no_code_costs_nothing(large: str, tmp_path: Path) -> None:
    """Data that cannot be had is left out with a note: a database that was handed in, too, is never a reason to stop."""
    path = zipped(
        tmp_path / "class.zip",
        {"ada.py": CODE, "bob/m.py": CODE, f"bob/{large}": b"\0" * 11_000_000, "bob/small.csv": "1"},
    )
    with Staging() as staging:
        _, bob = taken(path, staging).submissions
        assert {"m.py": CODE, "small.csv": "1"} == held(bob)
    assert None is bob.refused
    (note,) = bob.notes
    assert "is left out: it " in note


def test_notes_on_much_that_is_left_out_stay_short(tmp_path: Path) -> None:
    """Of many files that are left out, some are named and the others counted."""
    path = zipped(tmp_path / "class.zip", {"ada.py": CODE, "bob/m.py": CODE})
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(30):
            add_special(archive, f"bob/{number}.csv", LINK, "/etc/passwd")
    with Staging() as staging:
        _, bob = taken(path, staging).submissions
    assert (None, 6) == (bob.refused, len(bob.notes))
    assert "25 more files left out for such reasons." == bob.notes[-1]


@pytest.mark.parametrize("name", ["../../eve.py", "/etc/eve.py", "hw/../../eve.py", "../hw/ada.py"])
@pytest.mark.parametrize("make", [zipped, tarred], ids=["zip", "tar"])
def test_what_leads_out_of_a_class_in_a_folder(make: Callable[..., Path], name: str, tmp_path: Path) -> None:
    """What leads out makes no one submission of a class whose folder was packed, and takes nobody's place."""
    path = make(
        tmp_path / f"class.{make.__name__}.zip",
        {"hw/ada.py": CODE, "hw/bob/m.py": CODE, name: CODE, "__MACOSX/hw/._ada.py": ""},
    )
    with Staging() as staging:
        found = taken(path, staging)
        others = {each.name: held(each) for each in found.submissions if not each.refused}
    assert {"ada": {"ada.py": CODE}, "bob": {"m.py": CODE}} == others
    (reason,) = filter(None, reasons(found).values())
    assert "leads out of its archive" in reason


def test_limits_are_each_students_own(tmp_path: Path) -> None:
    """A folder around the class changes nothing: who hands in too much takes no room from the others."""
    files = {f"hw/eve/{number}.py": b"#" * 9_000_000 for number in range(12)}
    path = zipped(tmp_path / "class.zip", {**files, "hw/ada/m.py": CODE, "hw/zoe.py": CODE})
    with Staging() as staging:
        found = reasons(taken(path, staging))
    assert ["eve"] == [name for name, reason in found.items() if reason]
    assert "is too much: all files together" in str(found["eve"])


# ---- archives that are nothing -----------------------------------------------------------------


def truncated(path: Path) -> None:
    zipped(path, {"ada.py": CODE * 100})
    path.write_bytes(path.read_bytes()[:-40])


def truncated_tar(path: Path) -> None:
    tarred(path, {f"{name}.py": "".join(map(str, range(9999))) for name in ("ada", "bob")})
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


NOTHING: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty.zip": (lambda path: zipped(path, {}), "there are no submissions in"),
    "junk.zip": (lambda path: zipped(path, {"__MACOSX/._a.py": "", "x/.DS_Store": ""}), "there are no submissions in"),
    "essays.zip": (lambda path: zipped(path, {"ada.pdf": "", "bob.pdf": ""}), "there are no submissions in"),
    "none.zip": (lambda path: path.write_text("I am a text."), "is neither a zip nor a tar that can be read"),
    "nothing.zip": (lambda path: path.write_bytes(b""), "is neither a zip nor a tar that can be read"),
    "cut.zip": (truncated, "is neither a zip nor a tar that can be read"),
    "cut.tar.gz": (truncated_tar, "is neither a zip nor a tar that can be read to its end"),
    "empty.tar": (lambda path: tarfile.open(path, "w").close(), "there are no submissions in"),
    "text.tar.bz2": (lambda path: path.write_bytes(bz2.compress(b"x")), "is neither a zip nor a tar"),
    "class.7z": (lambda path: path.write_bytes(b"7z\xbc\xaf\x27\x1c"), "is neither a zip nor a tar"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHING)
def test_an_archive_with_nothing(name: str, tmp_path: Path) -> None:
    """An archive that holds no submission or cannot be read ends the command, and is told beside others that are fine."""
    make, said = NOTHING[name]
    make(tmp_path / name)
    (tmp_path / "ada.py").write_text(CODE)
    with Staging() as staging:
        with pytest.raises(OperatorError, match=said):
            taken(tmp_path / name, staging)
        beside = gather([tmp_path / name, tmp_path / "ada.py"], SLUGS, "blog", Intake(staging))
    assert ["ada"] == [each.name for each in beside.submissions]
    assert any(said in remark for remark in beside.remarks)


def test_an_archive_that_unpacks_to_a_multiple_of_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many members that are each small enough, and together hundreds of times their archive, are not unpacked."""
    monkeypatch.setattr(opening, "ALWAYS", 1_000_000)
    path = zipped(tmp_path / "class.zip", {f"{number}.py": b"#" * 100_000 for number in range(20)})
    with pytest.raises(
        UnreadableError, match=r"unpacks to 2,000,000 bytes, more than 200 times its own size"
    ):
        open_archive(path)


def test_a_header_that_asks_for_gigabytes(tmp_path: Path) -> None:
    """A tar whose header says that a name has gigabytes is refused before they are read."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 8 * 2**30
    path = tmp_path / "class.tar"
    path.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + b"x" * 1024)
    with pytest.raises(UnreadableError, match="a header is too long"):
        open_archive(path)


def test_a_member_that_says_it_has_terabytes(tmp_path: Path) -> None:
    """What a tar says that it holds is believed before it is decompressed."""
    info = tarfile.TarInfo("eve.py")
    info.size = 2**44
    path = tmp_path / "class.tar.gz"
    path.write_bytes(gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + b"\0" * 1024))
    with pytest.raises(UnreadableError, match="it unpacks to more than its size allows"):
        open_archive(path)


# ---- one student's archive ---------------------------------------------------------------------


def tar_bytes(files: Mapping[str, str]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, text in files.items():
            add(archive, name, text)
    return file.getvalue()


STUDENTS: dict[str, tuple[dict[str, str | bytes], dict[str, str]]] = {
    "a zip": ({"hw.zip": zip_bytes({"m.py": CODE, "venv/x.py": ""})}, {"m.py": CODE}),
    "a tar": ({"hw.tar.gz": tar_bytes({"hw/m.py": CODE})}, {"hw/m.py": CODE}),
    "two": (
        {"one.zip": zip_bytes({"m.py": CODE}), "two.zip": zip_bytes({"m.py": ""})},
        {"one/m.py": CODE, "two/m.py": ""},
    ),
    "data beside it": ({"hw.zip": zip_bytes({"m.py": CODE}), "rows.csv": "1"}, {"m.py": CODE, "rows.csv": "1"}),
    "in a folder": ({"week/hw.zip": zip_bytes({"m.py": CODE})}, {"week/m.py": CODE}),
}  # fmt: skip


@pytest.mark.parametrize("name", STUDENTS)
@pytest.mark.parametrize("given", ["in submissions", "in a download", "in an archive of a download"])
def test_a_students_archive_is_unpacked(given: str, name: str, tmp_path: Path) -> None:
    """Where an archive is all the code of a student, what is in it is graded; what was handed in stays as it was."""
    files, expected = STUDENTS[name]
    folder = "ada" if given == "in submissions" else "Ada_90_assignsubmission_file"
    inside: dict[str, str | bytes] = {f"{folder}/{name}": content for name, content in files.items()}
    if given == "in an archive of a download":
        path = zipped(tmp_path / "class.zip", inside)
    else:
        path = tmp_path / ("submissions/blog" if given == "in submissions" else "download")
        path.mkdir(parents=True)
        with zipfile.ZipFile(zipped(tmp_path / "x.zip", inside)) as archive:
            archive.extractall(path)
    before = sorted(tmp_path.rglob("*"))
    with Staging() as staging:
        (ada,) = taken(path, staging).submissions
        assert expected == held(ada)
    assert ("ada", None) == (ada.name.lower(), ada.refused)
    assert path / folder == ada.place
    assert before == sorted(tmp_path.rglob("*"))


def test_an_archive_beside_modules(tmp_path: Path) -> None:
    """An archive beside modules is not unpacked: a backup would come between what was handed in."""
    path = zipped(
        tmp_path / "class.zip", {"ada.py": CODE, "bob/m.py": CODE, "bob/old.zip": zip_bytes({"m.py": ""})}
    )
    with Staging() as staging:
        _, bob = taken(path, staging).submissions
        assert ["m.py", "old.zip"] == sorted(each.name for each in bob.path.iterdir())
    assert None is bob.refused
