"""One count a post, over the cursor below the session's own connection."""

from sqlalchemy import text


def count_comments_per_post(session):
    cursor = session.connection().connection.cursor()
    counts = {}
    for post_id in list(session.scalars(text("SELECT id FROM posts"))):
        cursor.execute("SELECT count(*) FROM comments WHERE post_id = %s", (post_id,))
        counts[post_id] = cursor.fetchone()[0]
    return counts
