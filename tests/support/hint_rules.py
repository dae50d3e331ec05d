"""All rules of all modules of ``grader.hints``."""

from __future__ import annotations

import importlib
import pkgutil

from grader import hints
from grader.hints import explain
from grader.hints.rule import HintRule
from grader.worker.protocol import Raised

MODULES = [
    importlib.import_module(f"grader.hints.{info.name}") for info in pkgutil.iter_modules(hints.__path__)
]
RULES: list[HintRule] = [rule for module in MODULES for rule in getattr(module, "RULES", ())]


def find_text(raised: Raised) -> str | None:
    """The next step for an error of which nothing but itself is known."""
    hint = explain.find_hint(raised)
    return hint.text if hint else None
