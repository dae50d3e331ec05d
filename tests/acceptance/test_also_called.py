"""Where an exercise takes several names, each of them earns all points, and a finding is told in the student's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.course import Course
from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.model import CheckGrade, Verdict
from grader.running.tools import Tools
from tests.support import small_course

EXERCISE = """\
title: Posts
models:
  Writer:
    columns: {id: {type: integer, primary_key: true}, name: {type: text}}
    relationships: {posts: {many: Post, inverse: writer}}
  Post:
    also_called: [Article, BlogPost]
    columns:
      id: {type: integer, primary_key: true}
      title: {type: text, also_called: headline, nullable: false}
      likes: {type: integer, default: 0}
      writer_id: {type: integer, foreign_key: Writer.id, also_called: [author_id, owner_id]}
    relationships: {writer: {one: Writer, inverse: posts}}
functions:
  find_posts:
    also_called: [search]
    parameters: [session, {name: word, also_called: term}, {name: most, also_called: limit}]
    returns: list of Post
  Post.like: {kind: method, also_called: thumb_up}
checks:
  - {id: columns, title: Columns, columns: [Writer, Post]}
  - {id: default, title: Default, default: Post.likes}
  - {id: relationship, title: Relationship, relationship: Post.writer}
  - id: finds
    title: Finds
    data:
      - Writer: ada
        posts: [{Post: milk, title: buy milk}, {Post: tea, title: drink tea}, {Post: more, title: more milk}]
    do:
      - call: find_posts
        with: {most: 1, word: milk}
        as: found
        returns: [{object: Post, title: buy milk, writer: $ada}]
      - {read: $found.title, returns: [buy milk]}
      - {read: $ada.posts.title, returns: [buy milk, drink tea, more milk]}
  - id: likes
    title: Likes
    data: [{Writer: ada, posts: [{Post: milk, likes: 3}]}]
    do:
      - {call: $milk.like}
      - {set: $milk.title, to: Likes}
      - {new: Post, with: {title: Fresh, writer: $ada, likes: 7}, as: fresh}
      - {add: $fresh}
      - commit
    expect:
      changed: {$milk: {likes: 4, title: Likes}}
      added: {Post: [{title: Fresh, likes: 7, writer: $ada}]}
"""
HIDDEN = """\
checks:
  - id: as-the-reference
    title: As the reference
    data: [{Writer: 1, posts: 5}, {Writer: 1, posts: [{Post: milk, title: much milk}]}]
    do: [{call: find_posts, with: {word: milk, most: 4}}]
    expect: reference
  - id: in-python
    title: In Python
    data: [{Writer: 1, posts: [{Post: milk, likes: 3}]}]
    python: check_likes
"""
CHECKS = """
def check_likes(run):
    run.do({"call": "$milk.like"})
    run.do("commit")
    if run.rows("Post")[0]["likes"] != 4:
        yield run.finding("`Post.like` adds nothing.")
"""
AS_ASKED = """
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Writer(Base):
    __tablename__ = "writers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    posts: Mapped[list["Post"]] = relationship(back_populates="writer", order_by="Post.id")

class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    likes: Mapped[int] = mapped_column(default=0)
    writer_id: Mapped[int | None] = mapped_column(ForeignKey("writers.id"))
    writer: Mapped[Writer | None] = relationship(back_populates="posts")

    def like(self):
        self.likes += 1

def find_posts(session: Session, word: str, most: int) -> list[Post]:
    found = select(Post).where(Post.title.contains(word)).order_by(Post.title).limit(most)
    return list(session.scalars(found))
"""
OTHERWISE = {
    "Post": "BlogPost",
    "title": "headline",
    "writer_id": "author_id",
    "find_posts": "search",
    "word: str, most: int": "limit: int, term: str",
    "(word)": "(term)",
    "(most)": "(limit)",
    "def like": "def thumb_up",
}
"""Every name that the exercise leaves free, and another one that it takes; the parameters in another order too."""


def renamed(source: str, names: dict[str, str]) -> str:
    for name, other in names.items():
        source = source.replace(name, other)
    return source


def graded(tools: Tools, root: Path, source: str, reference: str = AS_ASKED) -> dict[str, CheckGrade]:
    course = small_course.write(
        root,
        exercise=EXERCISE,
        hidden=HIDDEN,
        references={"good.py": reference},
        rejected={},
        checks=CHECKS,
    )
    path = small_course.put(root / "ada.py", source)
    with Grading(Course(course).exercise("notes"), tools) as grading:
        return {check.id: check for check in grading.grade(Submission(path, "notes"), [3])[0].checks}


def failed(checks: dict[str, CheckGrade]) -> dict[str, list[str]]:
    return {
        name: [finding.message for finding in check.findings]
        for name, check in checks.items()
        if check.verdict is not Verdict.PASSED
    }


FIND_POSTS = {"find_posts": "search"}


@pytest.mark.parametrize(
    "names",
    [
        {},
        OTHERWISE,
        *({name: other} for name, other in OTHERWISE.items() if "(" not in name and ":" not in name),
    ],
    ids=lambda names: "-".join(names).replace(" ", "_")[:20] or "as asked",
)
def test_every_name_is_taken(tools: Tools, tmp_path: Path, names: dict[str, str]) -> None:
    """One name, another, or all of them at once: every check passes, with rows, results, methods and the reference."""
    assert {} == failed(graded(tools, tmp_path, renamed(AS_ASKED, names)))


def test_a_reference_may_have_other_names(tools: Tools, tmp_path: Path) -> None:
    """What is compared with the reference is the same whichever names either of them has."""
    assert {} == failed(graded(tools, tmp_path, AS_ASKED, renamed(AS_ASKED, OTHERWISE)))


WRONG = {
    "likes twice": ("self.likes += 1", "self.likes += 2", {"likes", "in-python"}),
    "no limit": (".limit(limit)", "", {"finds"}),
    "no default": ("mapped_column(default=0)", "mapped_column()", {"default"}),
    "may be null": ("headline: Mapped[str]", "headline: Mapped[str | None]", {"columns"}),
    "a name that is not taken": ("headline", "heading", {"columns", "finds", "likes", "as-the-reference"}),
}


@pytest.mark.parametrize(("right", "wrong", "fails"), WRONG.values(), ids=WRONG)
def test_wrong_work_fails(tools: Tools, tmp_path: Path, right: str, wrong: str, fails: set[str]) -> None:
    """Under other names a mistake costs the checks that it concerns, as under those of the exercise."""
    source = renamed(AS_ASKED, OTHERWISE)
    assert right in source
    assert fails == failed(graded(tools, tmp_path, source.replace(right, wrong))).keys()


def test_findings_have_the_own_names(tools: Tools, tmp_path: Path) -> None:
    """A finding speaks of the student's function, model and column; what stands in a value stays as it is."""
    source = (
        renamed(AS_ASKED, OTHERWISE)
        .replace(".limit(limit)", "")
        .replace("headline: Mapped[str]", "headline: Mapped[str | None]")
    )
    checks = graded(tools, tmp_path, source.replace("self.likes += 1", "self.headline = 'Post title'"))
    (columns,), (finds,) = checks["columns"].findings, checks["finds"].findings
    assert "BlogPost.headline" in columns.message
    assert "`search(...)`" in finds.message
    assert "BlogPost(" in f"{finds.actual}"
    assert "headline='buy milk'" in f"{finds.actual}"
    assert "title" not in f"{finds.expected}"
    (python,) = checks["in-python"].findings
    assert "`BlogPost.thumb_up` adds nothing." == python.message


def test_the_nearest_name_is_offered(tools: Tools, tmp_path: Path) -> None:
    """A function under a name that is not taken is not there; its likeness is offered, with its line."""
    checks = graded(tools, tmp_path, AS_ASKED.replace("find_posts", "findPost"))
    (finding,) = checks["finds"].findings
    assert finding.message.startswith("There is no function find_posts.")
    assert "Is `findPost` the one? Call it `find_posts` or `search`." == finding.hint
    assert finding.where is not None
    assert 25 == finding.where.line


WEB = """\
title: Web
models:
  Post:
    columns: {id: {type: integer, primary_key: true}, title: text}
checks:
  - id: shows
    title: Shows
    data: [{Post: milk}]
    do:
      - request: GET /posts/{milk.id}
        also_called: ["/articles/{milk.id}", "/blog/{milk.id}/show"]
        returns: {status: 200, json: {title: $milk.title}}
      - request: GET /posts/99999
        also_called: [/articles/99999, /blog/99999/show]
        returns: {status: 404, json: {detail: none}}
"""
APP = """
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite://")

class Base(DeclarativeBase):
    pass

class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str | None]
"""
FASTAPI = (
    APP
    + """
from fastapi import APIRouter, FastAPI, HTTPException

app = FastAPI()
router = APIRouter(prefix="/articles")

@router.get("/{post_id}")
def show(post_id: int):
    with Session(engine) as session:
        post = session.get(Post, post_id)
        if post is None:
            raise HTTPException(404, "none")
        return {"title": post.title}

app.include_router(router)
"""
)
FLASK = (
    APP
    + """
from flask import Flask

def create_app():
    app = Flask(__name__)

    @app.get("/blog/<int:number>/show")
    def show(number):
        with Session(engine) as session:
            post = session.get(Post, number)
            return {"title": post.title} if post else ({"detail": "none"}, 404)

    return app
"""
)


def asked(tools: Tools, root: Path, source: str) -> CheckGrade:
    course = small_course.write(root, exercise=WEB, hidden="checks: []\n", references={}, rejected={})
    path = small_course.put(root / "ada.py", source)
    with Grading(Course(course).exercise("notes"), tools) as grading:
        return grading.grade(Submission(path, "notes"), [3])[0].checks[0]


@pytest.mark.parametrize("source", [FASTAPI, FLASK], ids=["fastapi", "flask"])
def test_every_path_is_taken(tools: Tools, tmp_path: Path, source: str) -> None:
    """The path for which the application has a route is asked, also where the answer is that nothing is there."""
    assert () == asked(tools, tmp_path, source).findings


@pytest.mark.parametrize(
    ("source", "right", "wrong", "said"),
    [
        (FASTAPI, "post.title}", "'nothing'}", "`GET /articles/{milk.id}` answered"),
        (FASTAPI, "404, ", "410, ", "`GET /articles/99999` answered"),
        (FLASK, "/show", "/shows", "`GET /posts/{milk.id}` answered"),
    ],
)
def test_a_wrong_answer_fails(
    tools: Tools, tmp_path: Path, source: str, right: str, wrong: str, said: str
) -> None:
    """What another path answers is compared as ever, and the finding names the path that was asked."""
    assert right in source
    (finding,) = asked(tools, tmp_path, source.replace(right, wrong)).findings
    assert said in finding.message


HELD = """\
title: Held
models:
  Post:
    columns: {id: {type: integer, primary_key: true}, title: {type: text, also_called: name}}
  Tag:
    mapped: false
    table: tags
    also_called: Label
    columns: {id: {type: integer, primary_key: true}, title: {type: text, also_called: name}}
functions:
  Tag.find: {kind: class method, also_called: get, parameters: [{name: number, also_called: tag_id}], returns: Tag}
  Tag.shout: {kind: method, also_called: yell, returns: text}
  session_of: {also_called: make_session}
  rename: {also_called: change, parameters: [session, post, {name: title, also_called: name}]}
checks:
  - id: plain
    title: Plain
    data: [{Tag: red, title: red}]
    do:
      - {call: Tag.find, with: {number: $red.id}, as: found, returns: {object: Tag, title: red}}
      - {call: $found.shout, returns: RED}
  - id: entered
    title: Entered
    data: [{Post: milk, title: milk}]
    do:
      - {enter: session_of, as: s}
      - {call: rename, with: {session: $s, title: tea, post: $milk.id}}
      - {leave: $s}
    expect: {changed: {$milk: {title: tea}}}
"""
HOLDER = """
import contextlib
from sqlalchemy import create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite://")

class Base(DeclarativeBase):
    pass

class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]

with engine.begin() as connection:
    connection.execute(text("CREATE TABLE IF NOT EXISTS tags (id INTEGER PRIMARY KEY, name TEXT)"))

class Label:
    def __init__(self, id, name):
        self.id, self.name = id, name

    @classmethod
    def get(cls, *, tag_id):
        with engine.connect() as connection:
            return cls(*connection.execute(text("SELECT id, name FROM tags WHERE id = :id"), {"id": tag_id}).one())

    def yell(self):
        return self.name.upper()

@contextlib.contextmanager
def make_session():
    with Session(engine) as session, session.begin():
        yield session

def change(session, name, *, post):
    session.get(Post, post).name = name
"""


@pytest.mark.parametrize(
    ("right", "wrong", "fails"),
    [("", "", set()), (".upper()", ".lower()", {"plain"}), (".name = name", ".name = 'milk'", {"entered"})],
)
def test_plain_classes_and_context_managers(
    tools: Tools, tmp_path: Path, right: str, wrong: str, fails: set[str]
) -> None:
    """Classes that are not mapped, what is entered, and parameters that are given by name alone may be called otherwise."""
    course = small_course.write(tmp_path, exercise=HELD, hidden="checks: []\n", references={}, rejected={})
    path = small_course.put(tmp_path / "ada.py", HOLDER.replace(right, wrong) if right else HOLDER)
    with Grading(Course(course).exercise("notes"), tools) as grading:
        (grade,) = grading.grade(Submission(path, "notes"), [3])
    assert fails == failed({check.id: check for check in grade.checks}).keys()
