"""What may be drawn for a column: a range of numbers, of days about today, or of a text's length."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

_NUMBER = r"-?\d{1,12}(?:\.\d{1,6})?"
_DAY = r"today(?: ?[+-] ?\d{1,5} (?:day|week|month|year)s?)?|\d{4}-\d{2}-\d{2}"
_NUMBERS = re.compile(rf"({_NUMBER})\.\.({_NUMBER})")
_LENGTHS = re.compile(r"(\d{1,6})\.\.(\d{1,6}) characters")
_DAYS = re.compile(rf"({_DAY})\.\.({_DAY})")
_STEP = re.compile(r"today ?([+-]) ?(\d+) (day|week|month|year)s?")
_DAYS_IN = {"day": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True)
class Numbers:
    low: float
    high: float


@dataclass(frozen=True)
class Lengths:
    """Of a text, in characters."""

    low: int
    high: int


@dataclass(frozen=True)
class Days:
    """``low`` and ``high`` as they are written: a day, or one counted from today."""

    low: str
    high: str


Range = Numbers | Lengths | Days


def parse_range(text: str) -> Range | None:
    """``0..99``, ``3..10 characters``, ``today - 30 years..today``; None for anything else, and for an empty one."""
    if found := _NUMBERS.fullmatch(text):
        low, high = float(found[1]), float(found[2])
        return Numbers(low, high) if low <= high else None
    if found := _LENGTHS.fullmatch(text):
        shortest, longest = int(found[1]), int(found[2])
        return Lengths(shortest, longest) if 0 < shortest <= longest else None
    if found := _DAYS.fullmatch(text):
        return _days(found[1], found[2])
    return None


def _days(low: str, high: str) -> Days | None:
    today = datetime.date(2024, 1, 1)
    try:
        return Days(low, high) if find_day(low, today) <= find_day(high, today) else None
    except ValueError:  # 2024-02-30
        return None


def find_day(text: str, today: datetime.date) -> datetime.date:
    """The day that one end of ``Days`` means. A month has 30 days, a year 365."""
    if found := _STEP.fullmatch(text):
        days = int(found[2]) * _DAYS_IN[found[3]]
        return today + datetime.timedelta(days=days if found[1] == "+" else -days)
    return today if text == "today" else datetime.date.fromisoformat(text)


FITTING: dict[str, type[Range]] = {
    "integer": Numbers,
    "float": Numbers,
    "decimal": Numbers,
    "text": Lengths,
    "date": Days,
    "datetime": Days,
}
"""The range that a column may have, by its type."""

EXAMPLES = {Numbers: "`0..99`", Lengths: "`3..10 characters`", Days: "`today - 30 years..today`"}
