"""An automated grader for SQLAlchemy ORM exercises on PostgreSQL."""

__version__ = "0.1.0"
