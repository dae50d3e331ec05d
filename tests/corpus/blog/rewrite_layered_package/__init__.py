"""A small package with relative imports: one module for the base, one for the models, one for reading and one for writing; this one puts them together."""

from .base import Base
from .models import Author, Comment, Post
from .reading import count_comments_per_post, get_post_with_comments, get_posts_by_author
from .writing import create_author_with_posts

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
