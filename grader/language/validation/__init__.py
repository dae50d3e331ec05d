"""What the language alone cannot tell: names that nothing bears, references to rows that are not there,
expectations that need something else. Every fault goes to a ``Report`` with its path in the document."""

from __future__ import annotations

from grader.language.validation.also_called import check_also_called
from grader.language.validation.checks import check_requirements
from grader.language.validation.definitions import (
    check_before,
    check_environment,
    check_functions,
    check_models,
)
from grader.language.validation.names import Names
from grader.language.validation.rows import check_data

__all__ = [
    "Names",
    "check_also_called",
    "check_before",
    "check_data",
    "check_environment",
    "check_functions",
    "check_models",
    "check_requirements",
]
