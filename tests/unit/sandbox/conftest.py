"""The fixtures of ``tests/support/bench.py``, which the tests of ``grader.worker`` share."""

from tests.support.bench import bench, database, either, fresh, server, tenant, warm, write

__all__ = ["bench", "database", "either", "fresh", "server", "tenant", "warm", "write"]
