"""Classroom 50, ``gh teacher download``: clones ``<classroom>-<assignment>-<username>``, each with a ``result.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from grader.course.downloads.contract import Handed, Listing, Platform

_SCHEMA = "classroom50/result/"


def find(listing: Listing) -> Iterator[Handed]:
    for entry, is_folder in listing.top.items():
        if is_folder and (result := _read(listing.read(f"{entry}/result.json"))):
            before = f"{result.get('classroom')}-{result.get('assignment')}-"
            student = entry.removeprefix(before) or entry
            yield Handed(entry, student, entry)


def _read(text: str) -> dict[str, Any]:
    """Empty where it is not a result: the file lies in a student's clone, and may be anything."""
    try:
        result = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return {}
    if not isinstance(result, dict) or not str(result.get("schema")).startswith(_SCHEMA):
        return {}
    return result


CLASSROOM50 = Platform("Classroom 50", find, frozenset({"scores.csv", "results.json"}))
