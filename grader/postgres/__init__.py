"""PostgreSQL for a submission: where it comes from, and what it says.

``embedded`` starts a throwaway server (``supervisor`` keeps it and cleans up after it); ``server`` is the
one interface that every provider fills: databases and roles for submissions. What the grader knows about a
submission's database is read by ``catalog`` (schema), ``rows`` (final state) and ``counting`` (statements);
``laying`` puts an exercise's data in.
"""
