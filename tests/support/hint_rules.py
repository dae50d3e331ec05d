"""All rules of all modules of ``grader.hints``."""

from __future__ import annotations

import importlib
import pkgutil

from grader import hints
from grader.hints.rule import HintRule

MODULES = [
    importlib.import_module(f"grader.hints.{info.name}") for info in pkgutil.iter_modules(hints.__path__)
]
RULES: list[HintRule] = [rule for module in MODULES for rule in getattr(module, "RULES", ())]
