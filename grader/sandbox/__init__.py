"""Starts workers under limits, talks to them with deadlines, ends everything that they started.

The only part of the grader that knows how a worker is started. Nothing here blocks longer than it was
told to.
"""

from __future__ import annotations

from grader.sandbox.ended import WorkerEnded
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.worker import Run, Worker
from grader.worker.protocol import Isolation

__all__ = ["Isolation", "Run", "Sandbox", "Worker", "WorkerEnded"]
