"""What is to be graded: a submission, and the exercise that it is for."""

from __future__ import annotations

from dataclasses import dataclass

from grader.course.submissions import Submission
from grader.language.exercise import Exercise


@dataclass(frozen=True)
class Item:
    """``key`` names the item in stores, reports and events: the path as documents print it."""

    key: str
    submission: Submission
    exercise: Exercise
