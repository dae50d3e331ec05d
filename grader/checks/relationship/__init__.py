"""`relationship:` by use: read both sides, set one side and see the other, delete and see the cascade."""

from grader.checks.relationship.kind import KIND

__all__ = ["KIND"]
