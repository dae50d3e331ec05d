# tries: The comments are a property that asks the database by a connection of its own, which comes and goes within the read.
# on: modern_typed
# only: post-statements
# points: 2
# fails: post-statements
# finding: although the session was closed before
from types import SimpleNamespace

import psycopg2


def _comments(post):
    connection = psycopg2.connect("")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM comment WHERE post_id = %s", (post.__dict__["id"],))
            return [SimpleNamespace(author_name="x") for _ in cursor.fetchall()]
    finally:
        connection.close()


_lazy = Post.__dict__["comments"]


class _Either:
    """The relationship while there is a session, the property afterwards."""

    def __get__(self, post, owner):
        from sqlalchemy.orm import object_session

        if post is None or object_session(post) is not None or "comments" in post.__dict__:
            return _lazy.__get__(post, owner)
        return _comments(post)

    def __set__(self, post, value):
        _lazy.__set__(post, value)

    def __getattr__(self, name):
        return getattr(_lazy, name)


type.__setattr__(Post, "comments", _Either())


def get_post_with_comments(session, post_id):
    return session.get(Post, post_id)
