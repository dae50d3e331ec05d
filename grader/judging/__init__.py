"""Judges: processes that compare what a submission gave with what was expected, and that can be ended.

A submission decides how large and how awkward its values are. So they are compared where neither an exception nor
a loop reaches the grader: in a process with limits on its time and memory.
"""

from grader.judging.judges import Judge, Judges, JudgingFailed

__all__ = ["Judge", "Judges", "JudgingFailed"]
