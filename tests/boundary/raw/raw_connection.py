"""One count a post, over a raw connection of the engine."""

from sqlalchemy import text


def count_comments_per_post(session):
    ids = list(session.scalars(text("SELECT id FROM posts")))
    connection = session.get_bind().raw_connection()
    try:
        cursor = connection.cursor()
        counts = {}
        for post_id in ids:
            cursor.execute("SELECT count(*) FROM comments WHERE post_id = %s", (post_id,))
            counts[post_id] = cursor.fetchone()[0]
        return counts
    finally:
        connection.close()
