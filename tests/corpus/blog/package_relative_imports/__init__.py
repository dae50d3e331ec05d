"""A package whose files import each other with relative imports."""

from .models import Author, Comment, Post
from .queries import (
    count_comments_per_post,
    create_author_with_posts,
    get_post_with_comments,
    get_posts_by_author,
)

__all__ = [
    "Author",
    "Comment",
    "Post",
    "count_comments_per_post",
    "create_author_with_posts",
    "get_post_with_comments",
    "get_posts_by_author",
]
