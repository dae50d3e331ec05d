"""The blog exercise as a plain test suite: a test for each check of the exercise, by the check's name."""

from __future__ import annotations

import datetime

import pytest
import sqlalchemy
from sqlalchemy import DateTime, Integer, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

SIZES = (2, 8, 32)
GIVEN = [{"title": "First", "content": "One"}, {"title": "Second", "content": "Two"}]
DAY = datetime.timedelta(days=1)


# ---- models ------------------------------------------------------------------------------------


def assert_columns(engine, table, columns):
    """Each column has its type, and no NULL but where it is allowed (None: no matter)."""
    found = {column["name"]: column for column in sqlalchemy.inspect(engine).get_columns(table)}
    for name, (type_, nullable) in columns.items():
        assert isinstance(found[name]["type"], type_), name
        assert nullable is None or found[name]["nullable"] == nullable, name
    assert sqlalchemy.inspect(engine).get_pk_constraint(table)["constrained_columns"] == ["id"]


def assert_foreign_key(engine, table, column, other):
    keys = sqlalchemy.inspect(engine).get_foreign_keys(table)
    assert any(
        key["constrained_columns"] == [column]
        and key["referred_table"] == other
        and key["referred_columns"] == ["id"]
        for key in keys
    )


def test_author_columns(engine, module):
    table = module.Author.__tablename__
    assert_columns(engine, table, {"id": (Integer, False), "name": (String, False), "email": (String, False)})
    inspector = sqlalchemy.inspect(engine)
    unique = [found["column_names"] for found in inspector.get_unique_constraints(table)]
    unique += [found["column_names"] for found in inspector.get_indexes(table) if found["unique"]]
    assert ["email"] in unique


def test_post_columns(engine, module):
    table = module.Post.__tablename__
    columns = {
        "id": (Integer, False), "author_id": (Integer, False), "title": (String, False),
        "content": (String, False), "published_at": (DateTime, None),
    }  # fmt: skip
    assert_columns(engine, table, columns)
    assert_foreign_key(engine, table, "author_id", module.Author.__tablename__)


def test_comment_columns(engine, module):
    table = module.Comment.__tablename__
    columns = {
        "id": (Integer, False), "post_id": (Integer, False), "author_name": (String, False),
        "content": (String, False),
    }  # fmt: skip
    assert_columns(engine, table, columns)
    assert_foreign_key(engine, table, "post_id", module.Post.__tablename__)


def assert_two_sides(session, model, many, other, one, key):
    """Both sides show the rows, a change of one shows on the other at once, and both are stored."""
    first, second = session.query(model).order_by(model.id)
    kept, moved, last = session.query(other).order_by(other.id)
    assert {item.id for item in getattr(first, many)} == {kept.id, moved.id}
    assert [getattr(item, one) for item in (kept, moved, last)] == [first, first, second]
    getattr(second, many).append(moved)
    assert getattr(moved, one) is second
    assert moved not in getattr(first, many)
    setattr(last, one, first)
    assert last in getattr(first, many)
    assert last not in getattr(second, many)
    session.commit()
    session.expire_all()
    assert getattr(moved, key) == second.id
    assert getattr(last, key) == first.id
    assert {item.id for item in getattr(first, many)} == {kept.id, last.id}


def test_author_posts(session, module, rows):
    rows.author(0, 0)
    rows.author(0)
    assert_two_sides(session, module.Author, "posts", module.Post, "author", "author_id")


def test_post_comments(session, module, rows):
    rows.author(2, 1)
    assert_two_sides(session, module.Post, "comments", module.Comment, "post", "post_id")


def test_published_at_default(session, module, rows):
    author = rows.author()
    moments = []
    for title in ("first", "second"):
        post = module.Post(author_id=author, title=title, content="some")
        session.add(post)
        session.commit()
        moments.append(post.published_at.replace(tzinfo=None))
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    assert all(abs(moment - now) < DAY for moment in moments)
    assert moments[0] != moments[1]


# ---- create_author_with_posts ------------------------------------------------------------------


def stored_authors(module, stored):
    return stored(module.Author.name, module.Author.email)


def stored_posts(module, stored):
    """Of each post the author's email, the title and the content."""
    Author, Post = module.Author, module.Post  # noqa: N806
    emails = dict(stored(Author.id, Author.email))
    found = stored(Post.author_id, Post.title, Post.content)
    return sorted((emails[author], title, content) for author, title, content in found)


def test_create_returns_author(session, module):
    author = module.create_author_with_posts(session, "Ada", "ada@example.org", GIVEN)
    assert isinstance(author, module.Author)
    assert isinstance(author.id, int)
    assert (author.name, author.email) == ("Ada", "ada@example.org")


def test_create_is_durable(session, module, rows, stored):
    rows.author(0)
    rows.author(0)
    authors, posts = stored_authors(module, stored), stored_posts(module, stored)
    module.create_author_with_posts(session, "Ada", "ada@example.org", GIVEN)
    session.close()
    assert stored_authors(module, stored) == sorted([*authors, ("Ada", "ada@example.org")])
    added = [post for post in stored_posts(module, stored) if post not in posts]
    assert [email for email, _, _ in added] == ["ada@example.org"] * 2


def test_create_stores_posts(session, module, stored):
    given = [*GIVEN, {"title": "Third", "content": "Three"}]
    module.create_author_with_posts(session, "Ada", "ada@example.org", given)
    module.create_author_with_posts(session, "Bo", "bo@example.org", [])
    session.close()
    assert stored_authors(module, stored) == [("Ada", "ada@example.org"), ("Bo", "bo@example.org")]
    expected = sorted(("ada@example.org", post["title"], post["content"]) for post in given)
    assert stored_posts(module, stored) == expected


def test_create_odd_characters(session, module, stored):
    name = 'O\'Hara "100 %" \\ Zoë'
    post = {"title": "It's 50% off; DROP TABLE posts;--", "content": "%s :name {braces} 'quoted'"}
    module.create_author_with_posts(session, name, "zoe@example.org", [post])
    session.close()
    assert stored_authors(module, stored) == [(name, "zoe@example.org")]
    assert stored_posts(module, stored) == [("zoe@example.org", post["title"], post["content"])]


def test_create_duplicate_email(session, module, rows, stored):
    ada = rows.author(0)
    authors, posts = stored_authors(module, stored), stored_posts(module, stored)
    with pytest.raises(IntegrityError):
        module.create_author_with_posts(session, "Other", f"{ada}@example.org", GIVEN)
    module.create_author_with_posts(session, "Later", "later@example.org", GIVEN[:1])
    session.close()
    assert stored_authors(module, stored) == sorted([*authors, ("Later", "later@example.org")])
    added = [post for post in stored_posts(module, stored) if post not in posts]
    assert [email for email, _, _ in added] == ["later@example.org"]


# ---- get_posts_by_author -----------------------------------------------------------------------


def ids_of_posts(module, stored, author):
    return [id_ for owner, id_ in stored(module.Post.author_id, module.Post.id) if owner == author]


def assert_posts(session, module, stored, author):
    found = module.get_posts_by_author(session, author)
    assert isinstance(found, list)
    assert all(isinstance(post, module.Post) for post in found)
    assert sorted(post.id for post in found) == ids_of_posts(module, stored, author)


def test_posts_of_author(session, module, rows, stored):
    assert_posts(session, module, stored, rows.author(0, 0, 0))


def test_posts_only_theirs(session, module, rows, stored):
    ada, quiet = rows.author(0, 0, 0), rows.author()
    for number in (1, 5, 12):
        rows.author(*[0] * number)
    for author in (ada, quiet, 1_000_000):
        assert_posts(session, module, stored, author)


def test_posts_statements(engine, module, rows, stored, statements):
    counts = []
    for size in SIZES:
        author = rows.author(*[0] * size)
        with Session(engine) as session:
            statements.clear()
            found = module.get_posts_by_author(session, author)
            counts.append(len(statements))
            assert sorted(post.id for post in found) == ids_of_posts(module, stored, author)
    assert max(counts) <= 2
    assert len(set(counts)) == 1


# ---- get_post_with_comments --------------------------------------------------------------------


def ids_of_comments(module, stored, post):
    return [id_ for owner, id_ in stored(module.Comment.post_id, module.Comment.id) if owner == post]


def assert_post(session, module, stored, post):
    found = module.get_post_with_comments(session, post)
    assert isinstance(found, module.Post)
    assert found.id == post
    assert sorted(comment.id for comment in found.comments) == ids_of_comments(module, stored, post)


def test_post_with_comments(session, module, rows, stored):
    discussed, *_ = ids_of_posts(module, stored, rows.author(2, 1, 1))
    assert_post(session, module, stored, discussed)


def test_post_unknown_id(session, module, rows, stored):
    quiet, *_ = ids_of_posts(module, stored, rows.author(0, 2, 2))
    assert module.get_post_with_comments(session, 1_000_000) is None
    assert_post(session, module, stored, quiet)


def test_post_statements(engine, module, rows, stored, statements):
    counts = []
    for size in SIZES:
        (discussed,) = ids_of_posts(module, stored, rows.author(size))
        with Session(engine) as session:
            statements.clear()
            post = module.get_post_with_comments(session, discussed)
            session.close()
            names = sorted(comment.author_name for comment in post.comments)
            counts.append(len(statements))
        expected = stored(module.Comment.post_id, module.Comment.author_name)
        assert names == [name for owner, name in expected if owner == discussed]
    assert max(counts) <= 2
    assert len(set(counts)) == 1


# ---- count_comments_per_post -------------------------------------------------------------------


def expected_counts(module, stored):
    posts = [id_ for (id_,) in stored(module.Post.id)]
    owners = [post for (post,) in stored(module.Comment.post_id)]
    return {post: owners.count(post) for post in posts}


def test_count_comments(session, module, rows, stored):
    rows.author(1)
    rows.author(3)
    assert module.count_comments_per_post(session) == expected_counts(module, stored)


def test_count_includes_zero(session, module, rows, stored):
    for posts in ((0, 3), (1, 0, 2), (2, 3, 0, 1)):
        rows.author(*posts)
    assert module.count_comments_per_post(session) == expected_counts(module, stored)


def test_count_one_statement(engine, module, rows, stored, statements):
    counts = []
    for size in SIZES:
        for _ in range(2):
            rows.author(*(1 + number % 3 for number in range(size)))
        with Session(engine) as session:
            statements.clear()
            found = module.count_comments_per_post(session)
            counts.append(len(statements))
        assert found == expected_counts(module, stored)
    assert max(counts) <= 1


def test_count_empty(session, module):
    assert module.count_comments_per_post(session) == {}
