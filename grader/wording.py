"""Words that all messages share: what a name was perhaps meant to be, names in a row, a number of things."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^A-Za-z_]+")
_PLURAL = re.compile(r"(?<=..)ies$|(?<=[^s])s$")


def find_nearest(name: str, names: Iterable[str]) -> str | None:
    """The name among ``names`` that is most like ``name``, in whatever case, style and number."""
    folded = {_fold(other): other for other in names}
    found = difflib.get_close_matches(_fold(name), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def _fold(name: str) -> str:
    """``getPosts``, ``get_posts`` and ``GetPost`` are one: a name without what its style and number add."""
    parts = (word.lower() for word in _WORD.findall(name))
    return "".join(_PLURAL.sub(lambda found: "y" if found[0] == "ies" else "", part) for part in parts)


def any_of(name: str, others: Iterable[str]) -> str:
    """A name and those that will do as well, in back quotes."""
    return " or ".join(f"`{one}`" for one in (name, *others))


def nearest(name: str, known: Iterable[str]) -> str:
    """``; did you mean `x`?`` or nothing."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean `{found[0]}`?" if found else ""


def unknown(what: str, name: str, known: Iterable[str], where: str = "") -> str:
    """The message for a name that is not there. ``where``: "of `Author`" and the like."""
    names = sorted(known)
    hint = nearest(name, names) or (f"; there is {listed(names)}" if names else "; there is none")
    return f"unknown {what} `{name}`{where and ' '}{where}{hint}"


def listed(names: Sequence[str], most: int = 20) -> str:
    """Names in a row, in back quotes."""
    shown = ", ".join(f"`{name}`" for name in names[:most])
    return f"{shown}, ... ({len(names)} in all)" if len(names) > most else shown


def shown(value: object) -> str:
    """A value as YAML writes it, cut to size."""
    if isinstance(value, dict | list | tuple):
        return "a mapping" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = repr(value) if isinstance(value, str | int | float) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def number(count: int, one: str) -> str:
    """``1 check``, ``2 checks``."""
    return f"{count} {one}{'' if count == 1 else 's'}"


def points(value: float) -> str:
    """``1 point``, ``2.5 points``."""
    return f"{value:g} point{'' if value == 1 else 's'}"
