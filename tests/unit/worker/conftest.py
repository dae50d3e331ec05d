"""A worker is tested through the sandbox that starts it: with the fixtures of ``tests/support/bench.py``."""

from tests.support.bench import bench, database, either, fresh, server, tenant, warm, write

__all__ = ["bench", "database", "either", "fresh", "server", "tenant", "warm", "write"]
