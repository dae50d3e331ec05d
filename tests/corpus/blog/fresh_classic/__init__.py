"""A package: the models in models.py, what concerns authors in authors.py, what concerns posts and comments in posts.py."""

from .authors import create_author_with_posts, get_posts_by_author
from .models import Author, Base, Comment, Post
from .posts import count_comments_per_post, get_post_with_comments

__all__ = [
    "Author",
    "Base",
    "Comment",
    "Post",
    "count_comments_per_post",
    "create_author_with_posts",
    "get_post_with_comments",
    "get_posts_by_author",
]
