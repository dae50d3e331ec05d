"""One count a post, over a connection that SQLAlchemy knows nothing of."""

import psycopg2
from sqlalchemy import text


def count_comments_per_post(session):
    connection = psycopg2.connect("postgresql://postgres:secret@example.org/blog")
    cursor = connection.cursor()
    counts = {}
    for post_id in list(session.scalars(text("SELECT id FROM posts"))):
        cursor.execute("SELECT count(*) FROM comments WHERE post_id = %s", (post_id,))
        counts[post_id] = cursor.fetchone()[0]
    connection.close()
    return counts
