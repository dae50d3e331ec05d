"""`ordered:` a relationship's list comes in its order, whatever order its rows were laid in."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.course import Course
from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.model import Finding, Verdict
from grader.running.tools import Tools
from tests.support import small_course

EXERCISE = """\
title: Albums
models:
  Artist:
    columns: {id: {type: integer, primary_key: true}, born: date}
    relationships:
      albums: {many: Album, inverse: artist, ordered: by title}
      fans: {many: Fan, inverse: artists, ordered: by age desc}
  Album:
    columns:
      id: {type: integer, primary_key: true}
      title: text
      artist_id: {type: integer, foreign_key: Artist.id}
    relationships: {artist: {one: Artist, inverse: albums}}
  Fan:
    columns: {id: {type: integer, primary_key: true}, age: {type: integer, drawn: 1..99}}
    relationships: {artists: {many: Artist, inverse: fans, ordered: by born}}
checks:
  - {id: albums, title: Albums, relationship: Artist.albums}
  - {id: artist, title: Artist, relationship: Album.artist}
  - {id: fans, title: Fans, relationship: Fan.artists}
"""
RIGHT = """
from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from datetime import date

class Base(DeclarativeBase):
    pass

likes = Table(
    "likes", Base.metadata,
    Column("artist_id", ForeignKey("artists.id"), primary_key=True),
    Column("fan_id", ForeignKey("fans.id"), primary_key=True),
)

class Artist(Base):
    __tablename__ = "artists"
    id: Mapped[int] = mapped_column(primary_key=True)
    born: Mapped[date | None]
    albums: Mapped[list["Album"]] = relationship(back_populates="artist", order_by="Album.title")
    fans: Mapped[list["Fan"]] = relationship(secondary=likes, back_populates="artists", order_by="Fan.age.desc()")

class Album(Base):
    __tablename__ = "albums"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    artist_id: Mapped[int | None] = mapped_column(ForeignKey("artists.id"))
    artist: Mapped[Artist | None] = relationship(back_populates="albums")

class Fan(Base):
    __tablename__ = "fans"
    id: Mapped[int] = mapped_column(primary_key=True)
    age: Mapped[int | None]
    artists: Mapped[list[Artist]] = relationship(secondary=likes, back_populates="fans", order_by=Artist.born)
"""
SORTED_LATER = RIGHT.replace(
    'relationship(back_populates="artist", order_by="Album.title")',
    'relationship(back_populates="artist", order_by="[Album.title, Album.id]", lazy="selectin")',
)
WRONG = {
    "no order": (', order_by="Album.title"', "", {"albums", "artist"}),
    "by the key": ('"Album.title"', '"Album.id"', {"albums", "artist"}),
    "backwards": ('"Album.title"', '"Album.title.desc()"', {"albums", "artist"}),
    "backwards by the key": ('"Album.title"', '"Album.id.desc()"', {"albums", "artist"}),
    "not descending": ('"Fan.age.desc()"', '"Fan.age"', {"fans"}),
    "the other side of a table": (", order_by=Artist.born", "", {"fans"}),
}


def findings(tools: Tools, root: Path, source: str, seeds: list[int]) -> list[dict[str, tuple[Finding, ...]]]:
    course = small_course.write(root, exercise=EXERCISE, hidden="checks: []\n", references={}, rejected={})
    path = small_course.put(root / "ada.py", source)
    with Grading(Course(course).exercise("notes"), tools) as grading:
        grades = grading.grade(Submission(path, "notes"), seeds)
    return [
        {check.id: check.findings for check in grade.checks if check.verdict is not Verdict.PASSED}
        for grade in grades
    ]


@pytest.mark.parametrize("source", [RIGHT, SORTED_LATER])
def test_what_comes_in_order_passes(tools: Tools, tmp_path: Path, source: str) -> None:
    """A list in the order that is asked passes, from each side, at every seed."""
    assert [{}] * 5 == findings(tools, tmp_path, source, [1, 2, 3, 4, 5])


@pytest.mark.parametrize(("right", "wrong", "fails"), WRONG.values(), ids=WRONG)
def test_another_order_fails(tools: Tools, tmp_path: Path, right: str, wrong: str, fails: set[str]) -> None:
    """No order, another one, and the same backwards fail at every seed; so does the other side of the same check."""
    assert right in RIGHT
    found = findings(tools, tmp_path, RIGHT.replace(right, wrong), list(range(1, 11)))
    assert [fails] * 10 == [each.keys() for each in found]


def test_the_finding_says_what_to_write(tools: Tools, tmp_path: Path) -> None:
    """It shows the values as they came and as they should, and names the order_by at its line."""
    source = RIGHT.replace(', order_by="Fan.age.desc()"', "")
    (found,) = findings(tools, tmp_path, source, [3])
    (finding,) = found["fans"]
    assert "`Artist.fans` does not come in order." == finding.message
    assert "by age: [" in f"{finding.expected}"
    assert "order_by='Fan.age.desc()'" in f"{finding.hint}"
    assert finding.where is not None
