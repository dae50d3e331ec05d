"""Whose fault it is. Each error says where, and what to do next.

GraderError
├── AuthorError      the exercise is faulty          exit 2
├── OperatorError    the command or the machine is   exit 2
└── InternalError    the grader itself is            exit 3

A submission's fault is never one of these: it is a finding in its grade.
"""

from __future__ import annotations


class GraderError(Exception):
    """Base of all errors that a person is shown as a message, not as a traceback."""

    exit_code = 3

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message}\n{self.next_step}" if self.next_step else self.message


class AuthorError(GraderError):
    """An exercise's files are faulty; the message names file, line and column of every fault."""

    exit_code = 2


class OperatorError(GraderError):
    """Wrong usage, or a machine that lacks something: no server to be had, a full disk."""

    exit_code = 2


class InternalError(GraderError):
    """The grader's own fault. Never scored as a submission's."""

    exit_code = 3
