"""Which files are one submission, and which submissions are attempts of one student."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from grader.course.downloads.contract import Handed


class Attempts(StrEnum):
    """Which attempts of a student are graded."""

    LAST = "last"
    ALL = "all"


@dataclass(frozen=True)
class Group:
    """An attempt: what was handed in together. ``number`` of ``attempts``, from one."""

    student: str
    id: str
    handed: tuple[Handed, ...]
    number: int = 1
    attempts: int = 1


def group(handed: Iterable[Handed], wanted: Attempts) -> list[Group]:
    """In the order of names. Students of one name are called by their ids, too."""
    of_one: dict[tuple[str, str], list[Handed]] = defaultdict(list)
    for each in handed:
        of_one[each.id, each.student].append(each)
    found = [group for each in of_one.values() for group in _attempts(each, wanted)]
    ids = defaultdict[str, set[str]](set)
    for one in found:
        ids[one.student].add(one.id)
    named = [replace(one, student=_name(one, len(ids[one.student]) > 1, wanted)) for one in found]
    return sorted(named, key=lambda one: (one.student.casefold(), one.id, one.number))


def _attempts(handed: Iterable[Handed], wanted: Attempts) -> Iterator[Group]:
    attempts: dict[tuple[int, ...], list[Handed]] = defaultdict(list)
    for each in handed:
        attempts[each.attempt].append(each)
    for number, attempt in enumerate(sorted(attempts), 1):
        if wanted is Attempts.ALL or number == len(attempts):
            entries = tuple(attempts[attempt])
            yield Group(entries[0].student, entries[0].id, entries, number, len(attempts))


def _name(group: Group, is_doubled: bool, wanted: Attempts) -> str:
    name = f"{group.student} ({group.id})" if is_doubled else group.student
    return f"{name}, attempt {group.number}" if wanted is Attempts.ALL and group.attempts > 1 else name
