"""Expected results that are a mapping with a meaning of its own: ``{any: text}``, ``{keys: {...}}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KEYS, WITHOUT = "keys", "without"


def is_any(value: Mapping[Any, Any]) -> bool:
    """Whether a mapping stands for any value of a type, as ``{any: text}`` does."""
    return set(value) == {"any"}


def is_at_least(value: Mapping[Any, Any]) -> bool:
    """Whether a mapping says what a dict has at least, and what it must not have."""
    return bool(value) and set(value) <= {KEYS, WITHOUT}
