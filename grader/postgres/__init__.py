"""PostgreSQL for a submission: where it comes from, and what it says.

``providers`` start a throwaway server, or use one that is there; ``server`` is the one interface that each of them
fills: databases and roles for submissions. What the grader knows about a submission's database is in ``evidence``;
``insert`` puts an exercise's rows in.
"""
