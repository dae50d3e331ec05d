"""UNTRUSTED: the only code of the grader that a submission's process holds.

Nothing here may know an expectation, a check, a password but the submission's own, or a path outside
the submission. It imports the standard library, SQLAlchemy, the drivers and itself, nothing else.
"""
