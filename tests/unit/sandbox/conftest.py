"""The fixtures of ``bench.py``, which the tests of ``grader.worker`` share."""

from bench import bench, database, either, fresh, server, tenant, warm, write

__all__ = ["bench", "database", "either", "fresh", "server", "tenant", "warm", "write"]
