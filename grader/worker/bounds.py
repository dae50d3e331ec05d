"""How large a value of the protocol may be: written beside its type, and kept by both sides.

Who sends a value fits it in: a text is cut and says so, a number is moved to the nearest one that is allowed.
Who receives one refuses what does not fit.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any, Protocol

_NOTE = len("… (1000000000 characters)")


class Beyond(Exception):  # noqa: N818  it is a refusal, which the codec words
    """A value is beyond its bound, and nothing can be cut off it."""


class Bound(Protocol):
    def fit(self, value: Any) -> Any:
        """``value`` itself where it is within the bound, else the nearest value that is. Raises ``Beyond``."""


def shortened(text: str, most: int) -> str:
    """The first ``most`` characters, with a note of how many there were. Once more, nothing is cut."""
    return text if len(text) <= most + _NOTE else f"{text[:most]}… ({len(text)} characters)"


@dataclass(frozen=True)
class Characters:
    """The length of a text, without the note that it was cut."""

    most: int

    def __str__(self) -> str:
        return f"at most {self.most} characters are allowed"

    def fit(self, text: str) -> str:
        return shortened(text, self.most)


@dataclass(frozen=True)
class AtMost:
    """The number of items of a tuple or a dict. Who sends it must say itself what it leaves out."""

    most: int

    def __str__(self) -> str:
        return f"at most {self.most} items are allowed"

    def fit(self, items: Any) -> Any:
        if len(items) > self.most:
            raise Beyond
        return items


@dataclass(frozen=True)
class Between:
    """The least and the greatest number."""

    least: int
    most: int

    def __str__(self) -> str:
        return f"a number from {self.least} to {self.most} is due"

    def fit(self, number: Any) -> Any:
        return number if self.least <= number <= self.most else min(max(number, self.least), self.most)


@dataclass(frozen=True)
class RelativePath:
    """A path within a folder, as a report can print it: no control characters, no way up or out."""

    most: int

    def __str__(self) -> str:
        return f"a relative path of at most {self.most} printable characters is due"

    def fit(self, path: str) -> str:
        if len(path) > self.most or any(unicodedata.category(character) == "Cc" for character in path):
            raise Beyond
        if path.startswith("/") or ".." in path.split("/"):
            raise Beyond
        return path


@dataclass(frozen=True)
class Digits:
    """The length of a ``Scalar`` that is an integer: Python turns no more than 4300 digits into a number, or back."""

    most: int

    def __str__(self) -> str:
        return f"an integer of at most {self.most} digits is due"

    def fit(self, scalar: Any) -> Any:
        if scalar.type == "int" and len(scalar.text) > self.most:
            raise Beyond
        return scalar
